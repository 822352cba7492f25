import { describe, expect, it } from 'vitest';
import { play } from './testing/play-job.ts';

const keys = {
  AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
  AWS_SECRET_ACCESS_KEY: 'wJalr/XUtn+FEMI',
  AWS_REGION: 'ap-northeast-2',
  AWS_DEFAULT_REGION: 'ap-northeast-2',
  AWS_ECR_ACCOUNT_URL: '823928750534.dkr.ecr.ap-northeast-2.amazonaws.com',
  AWS_RESOURCE_NAME_PREFIX: 'fetch_and_run',
  CIRCLE_SHA1: '5f3e1a2b',
};

const aws = `
case "$*" in
  'ecr get-login '*) echo 'docker login -u AWS -p secret https://registry.example' ;;
  *--version*) echo aws-cli/1.45.11 ;;
esac`;

describe('circleci/aws-ecr', () => {
  const orbs = { 'aws-ecr': 'circleci/aws-ecr@6.1.0' };

  it('builds and pushes in the order of the public orb', async () => {
    const job = {
      'aws-ecr/build-and-push-image': { repo: '$AWS_RESOURCE_NAME_PREFIX', tag: 'v20190623' },
    };
    const { transcript } = await play({ orbs, job, environment: keys, fakes: { aws, docker: '' } });
    expect(transcript).toMatchInlineSnapshot(`
      "- checkout
      - Install AWS CLI
          aws --version
      - Configure AWS Access Key ID
          aws configure set aws_access_key_id AKIDEXAMPLE --profile default
      - Configure AWS Secret Access Key
          aws configure set aws_secret_access_key wJalr/XUtn+FEMI --profile default
      - Configure AWS Region
          aws configure set region ap-northeast-2 --profile default
      - Log into Amazon ECR
          aws ecr get-login --no-include-email --region ap-northeast-2
          docker login -u AWS -p secret https://registry.example
      - Build docker image
          docker build -f Dockerfile -t 823928750534.dkr.ecr.ap-northeast-2.amazonaws.com/fetch_and_run:v20190623 .
      - Push image to Amazon ECR
          docker push 823928750534.dkr.ecr.ap-northeast-2.amazonaws.com/fetch_and_run:v20190623
      "
    `);
  });

  const withRepository = {
    'aws-ecr/build-and-push-image': {
      repo: 'web',
      'create-repo': true,
      'setup-remote-docker': true,
      'attach-workspace': true,
      'workspace-root': '/tmp/ws',
      'profile-name': 'ci',
      'extra-build-args': '--build-arg "WHO=Kim Lee" --pull',
      dockerfile: '~/project/Dockerfile',
      path: '~/project',
    },
  };

  it('makes the repository where there is none', async () => {
    const fakes = {
      aws: `${aws}\ncase "$*" in 'ecr describe-repositories'*) exit 254 ;; esac`,
      docker: '',
    };
    const { transcript } = await play({ orbs, job: withRepository, environment: keys, fakes });
    expect(transcript).toMatchInlineSnapshot(`
      "- checkout
      - Install AWS CLI
          aws --version
      - Configure AWS Access Key ID
          aws configure set aws_access_key_id AKIDEXAMPLE --profile ci
      - Configure AWS Secret Access Key
          aws configure set aws_secret_access_key wJalr/XUtn+FEMI --profile ci
      - Configure AWS Region
          aws configure set region ap-northeast-2 --profile ci
      - attach_workspace /tmp/ws
      - setup_remote_docker
      - Log into Amazon ECR
          aws ecr get-login --no-include-email --region ap-northeast-2
          docker login -u AWS -p secret https://registry.example
      - Build docker image
          docker build --build-arg 'WHO=Kim Lee' --pull -f ~/project/Dockerfile -t 823928750534.dkr.ecr.ap-northeast-2.amazonaws.com/web:latest ~/project
      - Create repository
          aws ecr describe-repositories --profile ci --region ap-northeast-2 --repository-names web
          aws ecr create-repository --profile ci --region ap-northeast-2 --repository-name web
      - Push image to Amazon ECR
          docker push 823928750534.dkr.ecr.ap-northeast-2.amazonaws.com/web:latest
      "
    `);
  });

  it('leaves a repository alone that is there', async () => {
    const fakes = { aws, docker: '' };
    const { transcript } = await play({ orbs, job: withRepository, environment: keys, fakes });
    expect(transcript).not.toContain('create-repository');
  });

  it('3.1.0 fails when the repository it is to make is there', async () => {
    const fakes = {
      aws: `${aws}\ncase "$*" in 'ecr create-repository'*) echo RepositoryAlreadyExistsException >&2; exit 254 ;; esac`,
      docker: '',
    };
    const { transcript, failed } = await play({
      orbs: { 'aws-ecr': 'circleci/aws-ecr@3.1.0' },
      job: { 'aws-ecr/build_and_push_image': { repo: 'web', 'create-repo': true, tag: '${CIRCLE_SHA1}' } },
      environment: keys,
      fakes,
    });
    expect(failed).toBe(true);
    expect(transcript).not.toContain('docker push');
    expect(transcript).toContain('-t 823928750534.dkr.ecr.ap-northeast-2.amazonaws.com/web:5f3e1a2b .');
  });

  it('logs in with version 2 of the client, which has no get-login', async () => {
    const fakes = {
      aws: `
case "$*" in
  'ecr get-login '*) echo "argument operation: Invalid choice, valid choices are: get-login-password" >&2; exit 252 ;;
  'ecr get-authorization-token '*) echo https://registry.example ;;
  'ecr get-login-password '*) echo secret ;;
esac`,
      docker: '[ "$(cat)" = secret ]',
    };
    const step = { 'aws-ecr/ecr-login-for-secondary-account': {} };
    const environment = { ...keys, AWS_ECR_REPO_ACCOUNT_ID: '111122223333' };
    const { transcript } = await play({ orbs, step, environment, fakes });
    expect(transcript).toMatchInlineSnapshot(`
      "- Log into Amazon ECR for a secondary account
          aws ecr get-login --no-include-email --region ap-northeast-2 --registry-ids 111122223333
          aws ecr get-authorization-token --region ap-northeast-2 --registry-ids 111122223333 --query authorizationData[0].proxyEndpoint --output text
          aws ecr get-login-password --region ap-northeast-2
          docker login --username AWS --password-stdin https://registry.example
      "
    `);
  });

  it('names the variable that is missing', async () => {
    const { AWS_REGION: _, ...rest } = keys;
    const { output, failed } = await play({
      orbs,
      step: 'aws-ecr/ecr-login',
      environment: rest,
      fakes: { aws },
    });
    expect(failed).toBe(true);
    expect(output).toContain('AWS_REGION has to hold an AWS region');
  });
});

describe('circleci/aws-cli', () => {
  it('says what is missing when it can install nothing', async () => {
    const { output, failed } = await play({
      orbs: { 'aws-cli': 'circleci/aws-cli@0.1.13' },
      step: 'aws-cli/install',
      fakes: { pip: 'exit 1', curl: 'exit 28', unzip: '' },
    });
    expect(failed).toBe(true);
    expect(output).toContain('Unable to install AWS CLI');
    expect(output).toContain('an image that holds aws');
  });

  it('hands a client that pip installed for one user on to the next steps', async () => {
    const { transcript, read, home } = await play({
      orbs: { 'aws-cli': 'circleci/aws-cli@0.1.13' },
      step: 'aws-cli/install',
      fakes: {
        id: 'echo 1000',
        sudo: 'exit 1',
        pip: 'mkdir -p ~/.local/bin; printf "#!/bin/sh\\necho aws-cli/1.45\\n" >~/.local/bin/aws; chmod +x ~/.local/bin/aws',
      },
    });
    expect(transcript).toContain('pip install --timeout 20 --retries 2 --upgrade --user awscli');
    expect(transcript).not.toContain('exit');
    expect(read(`${home}/bash-env`)).toBe('export PATH="$HOME/.local/bin:$PATH"\n');
  });

  it.each(['0.1.4', '0.1.13'])('%s writes a profile', async (version) => {
    const { transcript } = await play({
      orbs: { 'aws-cli': `circleci/aws-cli@${version}` },
      step: { 'aws-cli/configure': { 'profile-name': 'ci' } },
      environment: keys,
      fakes: { aws },
    });
    expect(transcript).toBe(`- Configure AWS Access Key ID
    aws configure set aws_access_key_id AKIDEXAMPLE --profile ci
- Configure AWS Secret Access Key
    aws configure set aws_secret_access_key wJalr/XUtn+FEMI --profile ci
- Configure AWS Region
    aws configure set region ap-northeast-2 --profile ci
`);
  });
});

describe('circleci/aws-s3', () => {
  const orbs = { 'aws-s3': 'circleci/aws-s3@1.0.11' };

  it('copies, with what arguments say', async () => {
    const { transcript } = await play({
      orbs,
      step: {
        'aws-s3/copy': {
          from: './myjob.sh',
          to: 's3://batch-ecr-test/myjob.sh',
          arguments: '--acl public-read --cache-control "max-age=86400"',
        },
      },
      environment: keys,
      fakes: { aws },
    });
    expect(transcript).toMatchInlineSnapshot(`
      "- Install AWS CLI
          aws --version
      - Configure AWS Access Key ID
          aws configure set aws_access_key_id AKIDEXAMPLE --profile default
      - Configure AWS Secret Access Key
          aws configure set aws_secret_access_key wJalr/XUtn+FEMI --profile default
      - Configure AWS Region
          aws configure set region ap-northeast-2 --profile default
      - S3 Copy ./myjob.sh -> s3://batch-ecr-test/myjob.sh
          aws s3 cp ./myjob.sh s3://batch-ecr-test/myjob.sh --acl public-read --cache-control max-age=86400
      "
    `);
  });

  it('syncs, deleting what the source does not have', async () => {
    const { transcript } = await play({
      orbs,
      step: { 'aws-s3/sync': { from: 'build', to: 's3://site', overwrite: true } },
      environment: keys,
      fakes: { aws },
    });
    expect(transcript).toContain('- S3 Sync\n    aws s3 sync build s3://site --delete\n');
  });
});
