import { describe, expect, it } from 'vitest';
import { play } from './testing/play-job.ts';

const orbs = {
  'aws-cli': 'circleci/aws-cli@5.4.0',
  'aws-ecr': 'circleci/aws-ecr@9.3.7',
  'aws-s3': 'circleci/aws-s3@4.2.0',
};
const environment = {
  AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
  AWS_SECRET_ACCESS_KEY: 'secret',
  AWS_DEFAULT_REGION: 'eu-west-1',
  AWS_ACCOUNT_ID: '111122223333',
  CIRCLE_SHA1: '5f3e1a2b',
  CIRCLE_JOB: 'a job',
};
const aws = `
case "$*" in
  'sts assume-role'*) printf 'AKIDROLE\\tsecret-role\\ttoken-role\\n' ;;
  *get-login-password*) echo pass ;;
  *batch-get-image*) echo '{"manifest": "it"}' ;;
esac`;
const fakes = { aws, docker: '' };

describe('circleci/aws-cli', () => {
  it('writes a profile from keys', async () => {
    const step = { 'aws-cli/setup': { profile_name: 'ci' } };
    const { transcript } = await play({ orbs, step, environment, fakes });
    expect(transcript).toBe(`- Install AWS CLI - latest
    aws --version
- Configure AWS profile ci
    aws configure set aws_access_key_id AKIDEXAMPLE --profile ci
    aws configure set aws_secret_access_key secret --profile ci
    aws configure set default.region eu-west-1
    aws configure set region eu-west-1 --profile ci
`);
  });

  it('takes on a role by OIDC, and hands its keys on', async () => {
    const { transcript, read, home } = await play({
      orbs,
      step: { 'aws-cli/setup': { role_arn: 'arn:aws:iam::1:role/ci', disable_aws_install: true } },
      environment: { ...environment, CIRCLE_OIDC_TOKEN_V2: 'oidc' },
      fakes,
    });
    expect(transcript).toContain(
      'aws sts assume-role-with-web-identity --role-arn arn:aws:iam::1:role/ci --role-session-name a-job ' +
        '--web-identity-token oidc --duration-seconds 3600 --region eu-west-1 --output text',
    );
    expect(transcript).toContain('aws configure set aws_session_token token-role --profile default');
    expect(read(`${home}/bash-env`)).toBe(
      "export AWS_ACCESS_KEY_ID='AKIDROLE'\nexport AWS_SECRET_ACCESS_KEY='secret-role'\nexport AWS_SESSION_TOKEN='token-role'\n",
    );
  });

  it.each([
    [{}, { AWS_ACCESS_KEY_ID: '' }, 'There are no AWS keys'],
    [{ role_arn: 'arn:x' }, {}, 'no OIDC token'],
  ])('says what is missing: %j %j', async (given, more, message) => {
    const step = { 'aws-cli/setup': given };
    const played = await play({ orbs, step, environment: { ...environment, ...more }, fakes });
    expect(played).toMatchObject({ failed: true, output: expect.stringContaining(message) });
  });

  it('says so when it cannot be installed', async () => {
    const played = await play({ orbs, step: 'aws-cli/install', fakes: { curl: 'exit 6', sudo: '' } });
    expect(played).toMatchObject({
      failed: true,
      output: expect.stringContaining('an image that holds aws'),
    });
  });

  it('writes a profile for a role', async () => {
    const step = { 'aws-cli/role_arn_setup': { profile_name: 'p', role_arn: 'arn:$CIRCLE_SHA1' } };
    expect((await play({ orbs, step, environment, fakes })).transcript).toContain(
      'aws configure set profile.p.role_arn arn:5f3e1a2b\n    aws configure set profile.p.source_profile default\n',
    );
  });
});

it('circleci/aws-s3 copies and syncs with a profile', async () => {
  const job = {
    'aws-s3/sync': {
      from: 'dist',
      to: 's3://site/$CIRCLE_SHA1',
      arguments: '--acl public-read --cache-control "max-age=1, public"',
      auth: ['aws-cli/setup'],
    },
  };
  expect((await play({ orbs, job, environment, fakes })).transcript).toContain(
    "- S3 Sync\n    aws s3 sync dist s3://site/5f3e1a2b --acl public-read --cache-control 'max-age=1, public' --profile default\n",
  );
});

describe('circleci/aws-ecr', () => {
  const auth = [{ run: { name: 'Log in', command: 'true' } }];

  it('builds and pushes', async () => {
    const job = {
      'aws-ecr/build_and_push_image': {
        auth,
        repo: 'web',
        tag: 'latest,$CIRCLE_SHA1',
        create_repo: true,
        extra_build_args: '--build-arg "WHO=Kim Lee"',
        dockerfile: 'Dockerfile.prod',
      },
    };
    const failing = { ...fakes, aws: `${aws}\ncase "$*" in *describe-repositories*) exit 254 ;; esac` };
    const { transcript } = await play({ orbs, job, environment, fakes: failing });
    expect(transcript).toMatchInlineSnapshot(`
      "- checkout
      - Log in
      - Log into Amazon ECR with profile default
          aws ecr get-login-password --region eu-west-1 --profile default
          docker login --username AWS --password-stdin 111122223333.dkr.ecr.eu-west-1.amazonaws.com
      - Create Repository
          aws ecr describe-repositories --profile default --region eu-west-1 --repository-names web
          aws ecr create-repository --profile default --region eu-west-1 --repository-name web --image-scanning-configuration scanOnPush=true --encryption-configuration encryptionType=AES256
      - Build Docker Image
          docker build -f ./Dockerfile.prod --platform linux/amd64 -t 111122223333.dkr.ecr.eu-west-1.amazonaws.com/web:latest -t 111122223333.dkr.ecr.eu-west-1.amazonaws.com/web:5f3e1a2b --build-arg 'WHO=Kim Lee' .
          docker push 111122223333.dkr.ecr.eu-west-1.amazonaws.com/web:latest
          docker push 111122223333.dkr.ecr.eu-west-1.amazonaws.com/web:5f3e1a2b
      "
    `);
  });

  it('builds for several platforms with a builder of its own', async () => {
    const step = { 'aws-ecr/build_image': { repo: 'web', platform: 'linux/amd64,linux/arm64' } };
    const docker = 'case "$*" in *inspect*) exit 1 ;; esac';
    expect((await play({ orbs, step, environment, fakes: { aws, docker } })).transcript).toContain(
      'docker buildx build --builder orb-builder -f ./Dockerfile --platform linux/amd64,linux/arm64 ' +
        '-t 111122223333.dkr.ecr.eu-west-1.amazonaws.com/web:latest --push .\n',
    );
  });

  it.each([
    ['', false],
    [`case "$*" in *imageTag=b*) exit 254 ;; esac`, true],
  ])('builds nothing where all tags are there: %j', async (answer, isBuilt) => {
    const step = { 'aws-ecr/build_image': { repo: 'web', tag: 'a, b', skip_when_tags_exist: true } };
    const { transcript } = await play({ orbs, step, environment, fakes: { ...fakes, aws: answer } });
    expect(transcript.includes('docker build')).toBe(isBuilt);
  });

  it('tags an image that is pushed', async () => {
    const step = { 'aws-ecr/tag_image': { repo: 'web', source_tag: '$CIRCLE_SHA1', target_tag: 'v1,v2' } };
    const present = `${aws}\ncase "$*" in *put-image*v1*) echo ImageAlreadyExistsException >&2; exit 254 ;; esac`;
    const { transcript, failed } = await play({ orbs, step, environment, fakes: { aws: present } });
    expect(failed).toBe(false);
    expect(transcript).toContain(`--image-tag v2 --image-manifest '{"manifest": "it"}'`);
    const none = await play({ orbs, step, environment, fakes: { aws: 'echo None' } });
    expect(none).toMatchObject({ failed: true, output: expect.stringContaining('has no image 5f3e1a2b') });
  });

  it('says that the account is missing', async () => {
    const more = { ...environment, AWS_ACCOUNT_ID: '' };
    const played = await play({ orbs, step: 'aws-ecr/ecr_login', environment: more, fakes });
    expect(played).toMatchObject({ failed: true, output: expect.stringContaining('set AWS_ACCOUNT_ID') });
  });
});
