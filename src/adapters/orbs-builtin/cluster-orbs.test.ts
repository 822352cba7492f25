import { describe, expect, it } from 'vitest';
import { play } from './testing/play-job.ts';

const orbs = {
  'aws-eks': 'circleci/aws-eks@0.1.0',
  kubernetes: 'circleci/kubernetes@0.3.0',
  helm: 'circleci/helm@0.1.0',
};
const quiet = { aws: '', kubectl: '', kops: '', eksctl: '', helm: '', 'aws-iam-authenticator': '' };
const environment = { AWS_DEFAULT_REGION: 'us-west-2' };

describe('circleci/aws-eks', () => {
  const create = {
    'aws-eks/create-cluster': { 'cluster-name': 'demo', 'aws-region': '$AWS_DEFAULT_REGION', tags: 'a=1' },
  };

  it('makes a cluster', async () => {
    const { transcript } = await play({ orbs, job: create, environment, fakes: quiet });
    expect(transcript).toMatchInlineSnapshot(`
      "- Install aws-iam-authenticator
          aws-iam-authenticator version
      - Install eksctl
          eksctl version
      - Install kubectl
          kubectl version --client
      - Install kops
          kops version
      - Create cluster with eksctl
          eksctl create cluster --name=demo --region=us-west-2 --tags=a=1 --timeout=20m0s --verbose=3 --storage-class=true
      - Describe cluster
          eksctl get cluster --name=demo --region=us-west-2
      "
    `);
  });

  it('leaves out the flag that a later eksctl no longer has', async () => {
    const eksctl = `case "$*" in *--storage-class*) echo 'Error: unknown flag: --storage-class' >&2; exit 1 ;; esac`;
    const { transcript, failed } = await play({
      orbs,
      job: create,
      environment,
      fakes: { ...quiet, eksctl },
    });
    expect(failed).toBe(false);
    expect(transcript).toContain('--tags=a=1 --timeout=20m0s --verbose=3\n- Describe cluster');
  });

  it('fails as eksctl does', async () => {
    const eksctl = `case "$*" in *create*) echo 'Error: cluster exists' >&2; exit 3 ;; esac`;
    const { transcript, failed, output } = await play({
      orbs,
      job: create,
      environment,
      fakes: { ...quiet, eksctl },
    });
    expect(failed).toBe(true);
    expect(output).toContain('cluster exists');
    expect(transcript.match(/eksctl create/g)).toHaveLength(1);
  });

  it('deletes a cluster', async () => {
    const job = {
      'aws-eks/delete-cluster': { 'cluster-name': 'demo', 'aws-region': '$AWS_DEFAULT_REGION', wait: true },
    };
    const { transcript } = await play({ orbs, job, environment, fakes: quiet });
    expect(transcript).toMatchInlineSnapshot(`
      "- Install kubectl
          kubectl version --client
      - Install kops
          kops version
      - Install aws-iam-authenticator
          aws-iam-authenticator version
      - Install AWS CLI
          aws --version
      - Update kubeconfig
          aws eks update-kubeconfig --name demo --region us-west-2
      - Install eksctl
          eksctl version
      - Delete cluster with eksctl
          eksctl delete cluster --name=demo --region=us-west-2 --wait --timeout=20m0s --verbose=3
      "
    `);
  });
});

describe('circleci/kubernetes', () => {
  it('applies, watches, describes', async () => {
    const step = {
      'kubernetes/create-or-update-resource': {
        'resource-file-path': 'deployment/demo-app-deployment.yaml',
        'get-rollout-status': true,
        'resource-name': 'deployment/demoapp',
        namespace: 'web',
        'watch-timeout': '5m',
      },
    };
    const { transcript } = await play({ orbs, step, fakes: quiet });
    expect(transcript).toMatchInlineSnapshot(`
      "- apply deployment/demo-app-deployment.yaml
          kubectl apply -f deployment/demo-app-deployment.yaml --namespace=web
      - Get rollout status
          kubectl rollout status deployment/demoapp --namespace=web --watch=true --timeout=5m
          kubectl describe deployment/demoapp --namespace=web
      "
    `);
  });

  it.each([
    [
      { 'resource-types': 'deployment,service', 'label-selector': 'app=demo' },
      'deployment,service -l app=demo',
    ],
    [{ 'resource-types': 'pods', 'resource-names': 'a b', 'label-selector': 'x=y' }, 'pods a b'],
    [{ 'resource-file-path': 'x.yml', 'resource-types': 'pods' }, '-f x.yml'],
    [
      { 'resource-types': 'pods', all: true, 'grace-period': 0, force: true },
      'pods --all=true --force=true --grace-period=0',
    ],
  ])('deletes by %j', async (given, words) => {
    const { transcript } = await play({ orbs, step: { 'kubernetes/delete-resource': given }, fakes: quiet });
    expect(transcript).toBe(`- Delete resources\n    kubectl delete ${words} --wait=true --cascade=true\n`);
  });

  it('sets images, several at once', async () => {
    const step = {
      'kubernetes/update-container-image': {
        'resource-name': 'deployment/web',
        'container-image-updates': 'web=me/web:$TAG proxy=me/proxy:3',
        'show-kubectl-command': true,
      },
    };
    const { transcript, output } = await play({ orbs, step, environment: { TAG: '2' }, fakes: quiet });
    expect(transcript).toContain(
      'kubectl set image deployment/web web=me/web:2 proxy=me/proxy:3 --record=false --dry-run=false\n',
    );
    expect(output).toContain('+ kubectl set image deployment/web');
  });

  it('says that kubectl is missing when it cannot be fetched', async () => {
    const { failed, output } = await play({
      orbs,
      step: 'kubernetes/install',
      fakes: { curl: 'exit 6', sudo: '' },
    });
    expect(failed).toBe(true);
    expect(output).toContain('an image that holds kubectl');
  });
});

describe('circleci/helm', () => {
  it('installs and deletes with Helm 3', async () => {
    const install = {
      'helm/install-helm-chart': {
        chart: 'stable/grafana',
        'release-name': 'grafana',
        'values-to-override': 'a=1,b=2',
        namespace: 'web',
      },
    };
    expect((await play({ orbs, step: install, fakes: quiet })).transcript).toContain(
      'helm install grafana stable/grafana --set a=1,b=2 --namespace=web --wait\n',
    );
    const remove = { 'helm/delete-helm-release': { 'release-name': 'grafana', timeout: 60 } };
    expect((await play({ orbs, step: remove, fakes: quiet })).transcript).toContain(
      'helm uninstall grafana --keep-history --timeout=60s\n',
    );
  });
});
