import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { baseOrb, configWith, kitSaying, type OrbProject, startOrbProject } from './testing/orb-project.ts';

const documented = `version: 2.1
description: Greets people
display: {source_url: https://example.org/src}
commands:
  greet:
    description: Says hello
    parameters:
      who: {type: string, description: Whom to greet}
      loud: {type: boolean, default: false}
      tone: {type: enum, enum: [warm, cold], default: warm}
    steps: [run: echo << parameters.who >>]
executors: {small: {docker: [{image: a}]}}
examples: {simple: {description: As it is, usage: {version: 2.1}}}
`;

let project: OrbProject;
beforeEach(async () => {
  project = await startOrbProject({
    'acme/kit@1.0.0': kitSaying('one'),
    'acme/base@2.5.0': baseOrb,
    'acme/doc@1.0.0': documented,
    'acme/doc@1.1.0': documented,
  });
});
afterEach(() => project.close());

describe('orb list', () => {
  it('lists what is at hand, and a namespace of the registry', async () => {
    project.write('.circleci/orbs/acme/own@0.1.0.yml', baseOrb);
    await project.orrery(['orb', 'source', 'acme/base@2.5.0']);
    const listed = (await project.orrery(['orb', 'list'])).stdout();
    expect(listed).toMatch(/^acme\/base@2\.5\.0 {2}cached\nacme\/own@0\.1\.0 {2}vendored\n/);
    expect(listed).toContain('circleci/aws-ecr@6.1.0  built-in\n');
    const asked = await project.orrery(['orb', 'list', 'acme', '--json']);
    expect(JSON.parse(asked.stdout())).toMatchObject({
      schemaVersion: 1,
      orbs: expect.arrayContaining([
        { name: 'acme/base', version: '2.5.0', source: 'cached' },
        { name: 'acme/doc', version: '1.1.0', source: 'registry' },
      ]),
    });
  });

  it('lists what is at hand of a namespace when the registry cannot be reached, and says so', async () => {
    const answer = await project.orrery(['orb', 'list', 'circleci'], '', {
      ORRERY_ORB_REGISTRY: 'http://127.0.0.1:1',
    });
    expect(answer.code).toBe(0);
    expect(answer.stdout()).toContain('circleci/aws-ecr@6.1.0  built-in\n');
    expect(answer.stderr()).toMatch(
      /^note: .*127\.0\.0\.1:1 can't be reached: .* These are the orbs at hand\.\n$/,
    );
  });

  it('ends with 5 for a namespace that is not there', async () => {
    const answer = await project.orrery(['orb', 'list', 'nobody']);
    expect(answer.code).toBe(5);
    expect(answer.stderr()).toContain('no namespace "nobody"');
  });
});

describe('orb info', () => {
  it('shows elements with their parameters', async () => {
    const answer = await project.orrery(['orb', 'info', 'acme/doc']);
    expect(answer.stdout()).toBe(`acme/doc@1.1.0
  Greets people
  source: https://example.org/src
  versions: 1.1.0, 1.0.0

commands
  greet  Says hello
    who: string, required  Whom to greet
    loud: boolean, default false
    tone: enum of warm, cold, default "warm"

executors
  small

examples
  simple  As it is
`);
  });

  it('answers a script', async () => {
    const answer = await project.orrery(['orb', 'info', 'acme/doc@1.0', '--json']);
    expect(JSON.parse(answer.stdout())).toMatchObject({
      orb: 'acme/doc@1.0.0',
      commands: [
        {
          name: 'greet',
          parameters: [
            { name: 'who', required: true, default: null },
            { name: 'loud', type: 'boolean', required: false, default: false },
            { name: 'tone', enum: ['warm', 'cold'] },
          ],
        },
      ],
    });
  });

  it('asks nobody offline', async () => {
    const answer = await project.orrery(['orb', 'info', 'acme/doc@1', '--offline']);
    expect(answer.code).toBe(5);
    expect(answer.stderr()).toContain('offline no registry is asked');
    expect(project.server.asked).toEqual([]);
  });
});

describe('orb source', () => {
  it('prints it as it is', async () => {
    expect((await project.orrery(['orb', 'source', 'acme/base@2'])).stdout()).toBe(baseOrb);
  });

  it.each([
    ['acme/base@9', 5, 'Versions of acme/base are 2.5.0.'],
    ['acme', 2, 'not a reference'],
    ['acme/base@latest', 2, 'not a version'],
  ])('%s ends with %i', async (ref, code, message) => {
    const answer = await project.orrery(['orb', 'source', ref]);
    expect([answer.code, answer.stdout()]).toEqual([code, '']);
    expect(answer.stderr()).toContain(message);
  });
});

describe('orb vendor', () => {
  beforeEach(() => project.write('.circleci/config.yml', configWith('acme/kit@1')));

  it('keeps the orbs of the config and those they use, so that nothing else is needed', async () => {
    const online = await project.orrery(['config', 'process']);
    const answer = await project.orrery(['orb', 'vendor']);
    expect(answer.stderr()).toBe(
      '.circleci/orbs/acme/base@2.5.0.yml: acme/base@2.5.0\n' +
        '.circleci/orbs/acme/kit@1.0.0.yml: acme/kit@1.0.0\n' +
        '2 orbs are used; 2 written, 0 there already.\n',
    );
    project.remove('.cache');
    const asked = project.server.asked.length;
    const offline = await project.orrery(['config', 'process', '--offline']);
    expect(offline.stdout()).toBe(online.stdout());
    expect(offline.stderr()).toBe('');
    expect((await project.orrery(['orb', 'vendor'])).stderr()).toContain('0 written, 2 there already');
    expect(project.server.asked.length).toBe(asked);
  });

  it('updates pins only when it is told to', async () => {
    await project.orrery(['orb', 'vendor']);
    project.remove('.cache');
    project.server.sources['acme/kit@1.1.0'] = kitSaying('newer');
    await project.orrery(['orb', 'vendor']);
    expect(project.has('.circleci/orbs/acme/kit@1.1.0.yml')).toBe(false);
    await project.orrery(['orb', 'vendor', '--update']);
    expect(project.read('.circleci/orbs/acme/kit@1.1.0.yml')).toBe(kitSaying('newer'));
  });

  it('checks without writing or asking', async () => {
    const missing = await project.orrery(['orb', 'vendor', '--check']);
    expect(missing.code).toBe(7);
    expect(missing.stderr()).toContain('config.yml:3:8  error  orb/not-found');
    expect(project.server.asked).toEqual([]);
    await project.orrery(['orb', 'vendor']);
    expect((await project.orrery(['orb', 'vendor', '--check'])).code).toBe(0);
    project.write('.circleci/orbs/acme/base@2.5.0.yml', `${baseOrb}# changed\n`);
    const changed = await project.orrery(['orb', 'vendor', '--check']);
    expect(changed.code).toBe(7);
    expect(changed.stderr()).toContain('The source of acme/base@2.5.0 is not what it was');
  });

  it('takes references, too', async () => {
    expect((await project.orrery(['orb', 'vendor', 'acme/doc@1.0', 'acme/base'])).code).toBe(0);
    expect(project.has('.circleci/orbs/acme/doc@1.0.0.yml')).toBe(true);
    expect(project.has('.circleci/orbs/acme/base@2.5.0.yml')).toBe(true);
    expect(project.has('.circleci/orbs/acme/kit@1.0.0.yml')).toBe(false);
  });
});

describe('orb pack and orb validate', () => {
  beforeEach(() => {
    project.write('src/@orb.yml', 'version: 2.1\norbs: {base: acme/base@2}\n');
    project.write('src/commands/say.yml', 'steps:\n  - run: <<include(scripts/say.sh)>>\n  - base/done\n');
    project.write('src/scripts/say.sh', 'cat <<END\nhi\nEND\n');
  });

  it('packs what compiles to the script as it was written', async () => {
    const packed = await project.orrery(['orb', 'pack', 'src']);
    expect(packed.stdout()).toContain('            - run: |\n                cat \\<<END\n');
    project.write('.circleci/orbs/acme/own@1.0.0.yml', packed.stdout());
    project.write('.circleci/config.yml', configWith('acme/own@1'));
    expect((await project.orrery(['config', 'process'])).stdout()).toContain('cat <<END\n');
  });

  it('validates the folder, the packed file and standard input', async () => {
    const packed = (await project.orrery(['orb', 'pack', 'src'])).stdout();
    project.write('orb.yml', packed);
    for (const [path, name] of [
      ['src', 'src'],
      ['orb.yml', 'orb.yml'],
      ['-', 'standard input'],
    ] as const) {
      const answer = await project.orrery(['orb', 'validate', path], packed);
      expect([answer.code, answer.stderr()]).toEqual([0, `${name} is valid.\n`]);
    }
  });

  it('tells the place in the file that was written', async () => {
    project.write('src/commands/say.yml', 'steps:\n  - base/dome\n');
    const answer = await project.orrery(['orb', 'validate', 'src']);
    expect(answer.code).toBe(7);
    expect(answer.stderr()).toContain('src/commands/say.yml:2:5  error  step/unknown');
    const json = await project.orrery(['orb', 'validate', 'src', '--json']);
    expect(JSON.parse(json.stdout())).toMatchObject({
      valid: false,
      diagnostics: [{ file: 'src/commands/say.yml', line: 2 }],
    });
    project.write('src/commands/say.yml', 'steps: [run: <<include(scripts/sag.sh)>>]\n');
    expect((await project.orrery(['orb', 'validate', 'src'])).stderr()).toContain(
      'Did you mean scripts/say.sh?',
    );
  });

  it('ends with 5 where there is nothing', async () => {
    expect((await project.orrery(['orb', 'validate', 'nothing'])).code).toBe(5);
    expect((await project.orrery(['orb', 'pack', 'nothing'])).code).toBe(5);
  });
});

describe('config pack', () => {
  it('prints one document that compiles', async () => {
    project.write('parts/@config.yml', 'version: 2.1\n');
    project.write('parts/jobs/build.yml', 'docker: [{image: a}]\nsteps: [checkout]\n');
    project.write('parts/workflows/main.yml', 'jobs: [build]\n');
    const packed = await project.orrery(['config', 'pack', 'parts']);
    expect(packed.code).toBe(0);
    expect((await project.orrery(['config', 'validate', '-'], packed.stdout())).code).toBe(0);
    const json = await project.orrery(['config', 'pack', 'parts', '--json']);
    expect(JSON.parse(json.stdout())).toEqual({
      schemaVersion: 1,
      valid: true,
      output: packed.stdout(),
      diagnostics: [],
    });
  });

  it('ends with 7 at a file that is broken, with its place', async () => {
    project.write('parts/jobs/build.yml', 'a: *b\n');
    const answer = await project.orrery(['config', 'pack', 'parts']);
    expect([answer.code, answer.stdout()]).toEqual([7, '']);
    expect(answer.stderr()).toContain('parts/jobs/build.yml:1:4  error  yaml/unknown-anchor');
  });
});
