import { expect, it } from 'vitest';
import { hasTool } from './testing/has-tool.ts';
import { play } from './testing/play-job.ts';

const hasPython = await hasTool('python3');
const orbs = { 'aws-ecs': 'circleci/aws-ecs@6.0.2' };
const environment = { AWS_DEFAULT_REGION: 'eu-west-1', CIRCLE_SHA1: '5f3e1a2b' };
const auth = [{ run: { name: 'Log in', command: 'true' } }];
const definition = {
  tags: [{ key: 'team', value: 'blue' }],
  taskDefinition: {
    taskDefinitionArn: 'arn:web:7',
    revision: 7,
    status: 'ACTIVE',
    family: 'web',
    containerDefinitions: [
      { name: 'web', image: 'me/web:1', environment: [{ name: 'A', value: '1' }] },
      { name: 'side', image: 'me/side:1', dockerLabels: { old: 'x' } },
    ],
    cpu: '256',
    volumes: [],
  },
};
const files = { 'definition.json': JSON.stringify(definition) };
const aws = `
case "$*" in
  *describe-task-definition*--query*) echo arn:web:7 ;;
  *describe-task-definition*) cat definition.json ;;
  *register-task-definition*) for w; do case $w in file://*) cp "\${w#file://}" registered.json ;; esac; done; echo arn:web:8 ;;
  *update-service*) echo arn:web:8 ;;
  *describe-services*) printf '1\\tarn:web:8\\t2\\t2\\n' ;;
  *create-deployment*) for w; do case $w in *AppSpec*) printf '%s' "$w" >revision.json ;; esac; done; echo d-1 ;;
esac`;

it.skipIf(!hasPython)('registers a revision with its updates, and has the service use it', async () => {
  const { transcript, read, failed } = await play({
    orbs,
    job: {
      'aws-ecs/deploy_service_update': {
        auth,
        family: 'web',
        cluster: 'main',
        container_image_name_updates: 'container=web,tag=${CIRCLE_SHA1}',
        container_env_var_updates: 'container=web,name=A,value=2,name=B,value=x=y',
        container_secret_updates: 'container=side,name=T,valueFrom=arn:secret',
        container_docker_label_updates: 'container=side,team=blue,tier=2',
        enable_circuit_breaker: true,
        verify_revision_is_deployed: true,
        task_definition_tags: 'key=a,value=1 key=b,value=2',
      },
    },
    environment,
    files,
    fakes: { aws },
  });
  expect(failed).toBe(false);
  expect(JSON.parse(read('registered.json'))).toEqual({
    family: 'web',
    cpu: '256',
    tags: definition.tags,
    containerDefinitions: [
      {
        name: 'web',
        image: 'me/web:5f3e1a2b',
        environment: [
          { name: 'A', value: '2' },
          { name: 'B', value: 'x=y' },
        ],
      },
      {
        name: 'side',
        image: 'me/side:1',
        secrets: [{ name: 'T', valueFrom: 'arn:secret' }],
        dockerLabels: { old: 'x', team: 'blue', tier: '2' },
      },
    ],
  });
  const calls = transcript.replaceAll(/ --cli-input-json \S+/g, '').split('\n');
  expect(calls.filter((line) => line.includes('aws ecs'))).toEqual([
    '    aws ecs describe-task-definition --include TAGS --output json --task-definition web --profile default --region eu-west-1',
    '    aws ecs register-task-definition --output text --query taskDefinition.taskDefinitionArn --profile default --region eu-west-1',
    '    aws ecs tag-resource --resource-arn arn:web:8 --tags key=a,value=1 key=b,value=2 --profile default --region eu-west-1',
    "    aws ecs update-service --cluster main --service web --task-definition arn:web:8 --deployment-configuration 'deploymentCircuitBreaker={enable=true,rollback=true}' --output text --query service.taskDefinition --profile default --region eu-west-1",
    "    aws ecs describe-services --cluster main --services web --output text --query 'services[0].[length(deployments), deployments[0].taskDefinition, runningCount, desiredCount]' --profile default --region eu-west-1",
  ]);
});

it('deploys what is there by CodeDeploy', async () => {
  const { read, transcript } = await play({
    orbs,
    step: {
      'aws-ecs/update_service': {
        family: 'web',
        cluster: 'main',
        skip_task_definition_registration: true,
        deployment_controller: 'CODE_DEPLOY',
        codedeploy_application_name: 'app',
        codedeploy_deployment_group_name: 'group',
        codedeploy_load_balanced_container_name: 'web',
        codedeploy_capacity_provider_name: 'spot',
        verify_revision_is_deployed: true,
      },
    },
    environment,
    files,
    fakes: { aws },
  });
  const { appSpecContent } = JSON.parse(read('revision.json')) as { appSpecContent: { content: string } };
  expect(JSON.parse(appSpecContent.content)).toEqual({
    version: 1,
    Resources: [
      {
        TargetService: {
          Type: 'AWS::ECS::Service',
          Properties: {
            TaskDefinition: 'arn:web:7',
            LoadBalancerInfo: { ContainerName: 'web', ContainerPort: 80 },
            CapacityProviderStrategy: [{ CapacityProvider: 'spot', Base: 0, Weight: 1 }],
          },
        },
      },
    ],
  });
  expect(transcript).toContain('aws deploy wait deployment-successful --deployment-id d-1');
  expect(transcript).not.toContain('register-task-definition');
});

const task = (given: Readonly<Record<string, unknown>>, answer = '') =>
  play({
    orbs,
    step: { 'aws-ecs/run_task': { cluster: 'main', task_definition: 'migrate', ...given } },
    environment,
    fakes: { aws: answer },
  });

it('runs a task', async () => {
  const given = {
    subnet_ids: 'subnet-1,subnet-2',
    security_group_ids: 'sg-1',
    tags: 'key=a,value=1',
    overrides: '{"a": 1}',
  };
  expect((await task(given)).transcript).toMatchInlineSnapshot(`
    "- Run Task
        aws ecs run-task --cluster main --task-definition migrate --count 1 --overrides '{"a": 1}' --tags key=a,value=1 --network-configuration 'awsvpcConfiguration={subnets=[subnet-1,subnet-2],securityGroups=[sg-1],assignPublicIp=DISABLED}' --launch-type FARGATE --profile default --region eu-west-1
    "
  `);
  const output = await task({ awsvpc: false, run_task_output: 'out.json' }, 'echo "{}"');
  expect(output.read('out.json')).toBe('{}\n');
});

it.each([
  ['0\\t0', 0],
  ['0\\t3', 3],
  ['None', 1],
])('waits for tasks, and fails as they do: %j', async (codes, code) => {
  const answer = `case "$*" in *run-task*) echo arn:1 arn:2 ;; *describe-tasks*) printf '${codes}\\n' ;; esac`;
  const { transcript } = await task(
    { awsvpc: false, wait_task_stopped: true, exit_code_from: 'web' },
    answer,
  );
  expect(transcript).toContain('aws ecs wait tasks-stopped --cluster main --tasks arn:1 arn:2');
  expect(/exit (\d+)/.exec(transcript)?.[1] ?? '0').toBe(String(code));
});

it.each([
  [{}, 'subnet_ids'],
  [{ awsvpc: false, capacity_provider_strategy: 'capacityProvider=a' }, 'launch_type has to be empty'],
  [{ awsvpc: false, run_task_output: 'x', wait_task_stopped: true }, 'exclude each other'],
])('refuses %j', async (given, message) => {
  expect(await task(given)).toMatchObject({ failed: true, output: expect.stringContaining(message) });
});
