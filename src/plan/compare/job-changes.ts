import type { ResolvedExecutor, ResolvedImage, ResolvedJob } from '../../language/index.ts';
import type { JobChange, SettingChange } from './comparison.ts';
import { environmentChanges, hiddenChange, listChange, valueChange } from './settings.ts';
import { stepChanges } from './step-changes.ts';

/** How a job came to do its work otherwise; undefined where it does the same. Its name is that of `after`. */
export function jobChange(before: ResolvedJob, after: ResolvedJob): JobChange | undefined {
  const settings = [
    ...valueChange('type', before.type, after.type),
    ...executorChanges(before.executor, after.executor),
    ...valueChange('resource_class', before.resourceClass, after.resourceClass),
    ...valueChange('parallelism', before.parallelism, after.parallelism),
    ...valueChange('shell', before.shell, after.shell),
    ...valueChange('working_directory', before.workingDirectory, after.workingDirectory),
    ...valueChange('key', before.lockKey, after.lockKey),
    ...environmentChanges(before.environment, after.environment),
  ];
  const steps = stepChanges(before.steps, after.steps);
  return settings.length + steps.length === 0 ? undefined : { job: after.name, settings, steps };
}

function executorChanges(
  before: ResolvedExecutor | undefined,
  after: ResolvedExecutor | undefined,
): readonly SettingChange[] {
  if (before?.kind === 'docker' && after?.kind === 'docker')
    return imagesChanges(before.images, after.images);
  if (before?.kind === 'machine' && after?.kind === 'machine')
    return [
      ...valueChange('machine.image', before.image, after.image),
      ...valueChange('machine.docker_layer_caching', before.dockerLayerCaching, after.dockerLayerCaching),
    ];
  if (before?.kind === 'macos' && after?.kind === 'macos')
    return valueChange('macos.xcode', before.xcode, after.xcode);
  return valueChange('executor', executorText(before), executorText(after));
}

function executorText(executor: ResolvedExecutor | undefined): string | undefined {
  switch (executor?.kind) {
    case undefined:
      return undefined;
    case 'docker':
      return `docker ${executor.images.map((i) => i.image).join(', ')}`;
    case 'machine':
      return `machine ${executor.image ?? ''}`.trimEnd();
    case 'macos':
      return `macos ${executor.xcode}`;
  }
}

/** The first image is where steps run; the others are services, which go by name, or by image without its tag. */
function imagesChanges(
  [firstBefore, ...before]: readonly ResolvedImage[],
  [firstAfter, ...after]: readonly ResolvedImage[],
): readonly SettingChange[] {
  const free = [...before];
  const pairs = after.flatMap((image) => {
    const at = free.findIndex((other) => serviceName(other) === serviceName(image));
    const [old] = at < 0 ? [] : free.splice(at, 1);
    return old === undefined ? [] : [{ old, image }];
  });
  const known = new Set(pairs.map((p) => p.image));
  return [
    ...(firstBefore && firstAfter ? imageChanges(firstBefore, firstAfter, '') : []),
    ...pairs.flatMap(({ old, image }) => imageChanges(old, image, `service ${serviceName(image)} `)),
    ...listChange(
      'services',
      free.map((i) => i.image),
      after.filter((i) => !known.has(i)).map((i) => i.image),
    ),
  ];
}

function serviceName({ name, image }: ResolvedImage): string {
  return name ?? image.replace(/(?::[^/]*|@.*)$/, '');
}

function imageChanges(before: ResolvedImage, after: ResolvedImage, prefix: string): readonly SettingChange[] {
  const text = (value: object | undefined): string | undefined => value && JSON.stringify(value);
  return [
    ...valueChange(`${prefix}image`, before.image, after.image),
    ...valueChange(`${prefix}name`, before.name, after.name),
    ...valueChange(`${prefix}entrypoint`, before.entrypoint?.join(' '), after.entrypoint?.join(' ')),
    ...valueChange(`${prefix}command`, before.command?.join(' '), after.command?.join(' ')),
    ...valueChange(`${prefix}user`, before.user, after.user),
    ...hiddenChange(`${prefix}auth`, text(before.auth), text(after.auth)),
    ...hiddenChange(`${prefix}aws_auth`, text(before.awsAuth), text(after.awsAuth)),
    ...environmentChanges(before.environment, after.environment, `${prefix || 'image '}environment`),
  ];
}
