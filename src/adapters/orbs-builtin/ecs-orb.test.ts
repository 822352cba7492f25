import { expect, it } from 'vitest';
import { hasTool } from './testing/has-tool.ts';
import { play } from './testing/play-job.ts';

const hasPython = await hasTool('python3');
const orbs = { 'aws-ecs': 'circleci/aws-ecs@0.0.8' };
const arn = (revision: number) => `arn:aws:ecs:eu-west-1:111122223333:task-definition/web:${revision}`;
const definition = {
  taskDefinition: {
    taskDefinitionArn: arn(7),
    family: 'web',
    containerDefinitions: [
      {
        name: 'web',
        image: 'registry.example:5000/me/web:1',
        command: ["it's", 'a "test"'],
        environment: [{ name: 'LEVEL', value: 'debug' }],
      },
      { name: 'proxy', image: 'me/proxy', environment: [] },
    ],
    taskRoleArn: 'arn:aws:iam::111122223333:role/task',
    networkMode: 'awsvpc',
    volumes: [],
    placementConstraints: [],
    requiresCompatibilities: ['FARGATE'],
    cpu: '256',
    memory: '512',
  },
};
const environment = {
  AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
  AWS_SECRET_ACCESS_KEY: 'secret',
  AWS_REGION: 'eu-west-1',
  CIRCLE_SHA1: '5f3e1a2b',
  NAME: 'web',
};
const aws = `
case "$*" in
  'ecs describe-task-definition'*) cat definition.json ;;
  'ecs register-task-definition'*) echo ${arn(8)} ;;
  'ecs update-service'*) echo ${arn(8)} ;;
  'ecs describe-services'*)
    echo x >>looks
    if [ "$(wc -l <looks)" -lt 3 ]; then printf '2\\t${arn(8)}\\t1\\t1\\n'; else printf '1\\t${arn(8)}\\t1\\t1\\n'; fi ;;
esac`;
const files = { 'definition.json': JSON.stringify(definition) };

it.skipIf(!hasPython)('registers a revision, has the service use it, waits for it', async () => {
  const { transcript, read, home } = await play({
    orbs,
    job: {
      'aws-ecs/deploy-service-update': {
        family: '${NAME}',
        'cluster-name': '$NAME-cluster',
        'container-image-name-updates': 'container=web,tag=${CIRCLE_SHA1},container=proxy,image=me/nginx',
        'container-env-var-updates': 'container=web,name=LEVEL,value=info,container=proxy,name=A,value=b=c',
        'verify-revision-is-deployed': true,
        'max-poll-attempts': 5,
      },
    },
    environment,
    files,
    fakes: { aws },
  });
  expect(transcript).toMatchInlineSnapshot(`
    "- Install AWS CLI
        aws --version
    - Configure AWS Access Key ID
        aws configure set aws_access_key_id AKIDEXAMPLE --profile default
    - Configure AWS Secret Access Key
        aws configure set aws_secret_access_key secret --profile default
    - Configure AWS Region
        aws configure set region eu-west-1 --profile default
    - Retrieve previous task definition and prepare new task definition values
        aws ecs describe-task-definition --task-definition web --output json
    - Register new task definition
        aws ecs register-task-definition --family web --container-definitions '[{"name": "web", "image": "registry.example:5000/me/web:5f3e1a2b", "command": ["it'\\''s", "a \\"test\\""], "environment": [{"name": "LEVEL", "value": "info"}]}, {"name": "proxy", "image": "me/nginx", "environment": [{"name": "A", "value": "b=c"}]}]' --task-role-arn arn:aws:iam::111122223333:role/task --network-mode awsvpc --requires-compatibilities '["FARGATE"]' --cpu 256 --memory 512 --output text --query taskDefinition.taskDefinitionArn
    - Update service with registered task definition
        aws ecs update-service --cluster web-cluster --service web --task-definition arn:aws:ecs:eu-west-1:111122223333:task-definition/web:8 --output text --query service.taskDefinition
    - Verify that the revision is deployed and older revisions are stopped
        aws ecs describe-services --cluster web-cluster --services web --output text --query 'services[0].[length(deployments), deployments[0].taskDefinition, runningCount, desiredCount]'
        sleep 20
        aws ecs describe-services --cluster web-cluster --services web --output text --query 'services[0].[length(deployments), deployments[0].taskDefinition, runningCount, desiredCount]'
        sleep 20
        aws ecs describe-services --cluster web-cluster --services web --output text --query 'services[0].[length(deployments), deployments[0].taskDefinition, runningCount, desiredCount]'
    "
  `);
  expect(read(`${home}/bash-env`)).toMatchInlineSnapshot(`
    "export CCI_ORB_AWS_ECS_CONTAINER_DEFS='[{"name": "web", "image": "registry.example:5000/me/web:5f3e1a2b", "command": ["it'\\''s", "a \\"test\\""], "environment": [{"name": "LEVEL", "value": "info"}]}, {"name": "proxy", "image": "me/nginx", "environment": [{"name": "A", "value": "b=c"}]}]'
    export CCI_ORB_AWS_ECS_TASK_ROLE='arn:aws:iam::111122223333:role/task'
    export CCI_ORB_AWS_ECS_EXECUTION_ROLE=''
    export CCI_ORB_AWS_ECS_NETWORK_MODE='awsvpc'
    export CCI_ORB_AWS_ECS_VOLUMES=''
    export CCI_ORB_AWS_ECS_PLACEMENT_CONSTRAINTS=''
    export CCI_ORB_AWS_ECS_REQ_COMP='["FARGATE"]'
    export CCI_ORB_AWS_ECS_TASK_CPU='256'
    export CCI_ORB_AWS_ECS_TASK_MEMORY='512'
    export CCI_ORB_AWS_ECS_REGISTERED_TASK_DFN='arn:aws:ecs:eu-west-1:111122223333:task-definition/web:8'
    export CCI_ORB_AWS_ECS_DEPLOYED_REVISION='arn:aws:ecs:eu-west-1:111122223333:task-definition/web:8'
    "
  `);
});

async function imagesAfter(updates: string) {
  const { read, home, output, failed } = await play({
    orbs,
    step: {
      'aws-ecs/update-task-definition': { family: 'web', 'container-image-name-updates': updates },
    },
    environment,
    files,
    fakes: { aws },
  });
  const [, defs = '[]'] = /CONTAINER_DEFS='(.*)'$/m.exec(read(`${home}/bash-env`)) ?? [];
  const containers = JSON.parse(defs.replaceAll(String.raw`'\''`, "'")) as readonly { image: string }[];
  return { images: containers.map(({ image }) => image), output, failed };
}

it.skipIf(!hasPython).each([
  ['container=web,image-and-tag=me/web:9', ['me/web:9', 'me/proxy']],
  ['container=web,image=me/web', ['me/web:1', 'me/proxy']],
  ['container=web,tag=2', ['registry.example:5000/me/web:2', 'me/proxy']],
  ['container=proxy, tag=2', ['registry.example:5000/me/web:1', 'me/proxy:2']],
  ['', ['registry.example:5000/me/web:1', 'me/proxy']],
])('updates images by %j', async (updates, images) => {
  expect((await imagesAfter(updates)).images).toEqual(images);
});

it.skipIf(!hasPython).each([
  ['container=wep,tag=2', 'no container "wep"; it has: web, proxy'],
  ['container=web,tags=2', '"tags" is none of the keys'],
  ['tag=2', 'begins with container=NAME'],
  ['container=web', 'needs image-and-tag, image or tag'],
  ['web', 'no key=value'],
])('refuses %j', async (updates, message) => {
  const { output, failed } = await imagesAfter(updates);
  expect(failed).toBe(true);
  expect(output).toContain(message);
});

it.each([true, false])('gives up when the looks are over; that fails the job: %s', async (fails) => {
  const { failed, output, transcript } = await play({
    orbs,
    step: {
      'aws-ecs/verify-revision-is-deployed': {
        family: 'web',
        'cluster-name': 'c',
        'service-name': 'web-service',
        'task-definition-arn': arn(8),
        'max-poll-attempts': 2,
        'fail-on-verification-timeout': fails,
      },
    },
    environment,
    fakes: { aws },
  });
  expect(failed).toBe(fails);
  expect(output).toContain('did not come to run');
  expect(transcript.match(/describe-services --cluster c --services web-service/g)).toHaveLength(2);
  expect(transcript.match(/sleep 20/g)).toHaveLength(1);
});
