import { describe, expect, it } from 'vitest';
import { hasTool } from './testing/has-tool.ts';
import { play } from './testing/play-job.ts';

const orbs = { slack: 'circleci/slack@5.1.1' };
const environment = {
  SLACK_ACCESS_TOKEN: 'xoxb-token',
  SLACK_DEFAULT_CHANNEL: 'C1',
  CIRCLE_JOB: 'build "최종"\nnow',
  CIRCLE_PROJECT_REPONAME: 'web',
  CIRCLE_BRANCH: 'main',
  CIRCLE_BUILD_URL: 'https://ci.example/12',
  CIRCLE_WORKFLOW_ID: 'wf-1',
};
// Keeps each body; answers as Slack does.
const answering = (answer: string) => `
while [ $# -gt 0 ]; do
  case $1 in --data) printf '%s\\n' "$2" >>bodies ;; https://*) echo "$1" >>addresses ;; esac
  shift
done
printf '%s' '${answer}'`;

async function notify(
  given: Readonly<Record<string, unknown>>,
  { answer = '{"ok": true, "ts": "1.5"}', more = {}, earlierExit = 0 } = {},
) {
  const played = await play({
    orbs,
    step: { 'slack/notify': given },
    environment: { ...environment, ...more },
    fakes: { curl: answering(answer) },
    earlierExit,
  });
  const bodies = (): readonly Readonly<Record<string, unknown>>[] =>
    played
      .read('bodies')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Readonly<Record<string, unknown>>);
  return { ...played, bodies };
}

const hasJq = await hasTool('jq');

describe.skipIf(!hasJq)('notify', () => {
  it.each([
    [0, 'Job succeeded :tada:', 'build "최종"\nnow of web succeeded. @kim'],
    [1, 'Job failed :red_circle:', 'build "최종"\nnow of web failed. @kim'],
  ])('takes the template of the state after %i', async (earlierExit, header, text) => {
    const { bodies, read, failed } = await notify({ mentions: '@kim' }, { earlierExit });
    expect(failed).toBe(false);
    expect(bodies()[0]).toMatchObject({
      channel: 'C1',
      text,
      blocks: [{ text: { text: header } }, {}, { elements: [{ url: 'https://ci.example/12' }] }],
    });
    expect(read('addresses')).toBe('https://slack.com/api/chat.postMessage\n');
  });

  it('fills variables in within the texts of a message, whatever they hold', async () => {
    const custom = JSON.stringify({
      blocks: [{ type: 'section', text: 'a ${CIRCLE_JOB} b $CIRCLE_JOB $5 \n' }],
    });
    const { bodies } = await notify({ custom, channel: 'C1,$OTHER' }, { more: { OTHER: 'C2' } });
    expect(bodies().map(({ channel }) => channel)).toEqual(['C1', 'C2']);
    expect(bodies()[0]).toMatchObject({
      text: '',
      blocks: [{ text: 'a build "최종"\nnow b build "최종"\nnow $5 \n' }],
    });
  });

  it('takes a template from a variable, which may need others to be JSON', async () => {
    const more = { mine: '{"text": "hi", "blocks": $BLOCKS}', BLOCKS: '[1, 2]' };
    expect((await notify({ template: 'mine' }, { more })).bodies()[0]).toMatchObject({
      text: 'hi',
      blocks: [1, 2],
    });
    const missing = await notify({ template: 'nothing' });
    expect(missing).toMatchObject({ failed: true, output: expect.stringContaining('no template nothing') });
  });

  it.each([
    [{ event: 'fail' }, {}],
    [{ branch_pattern: 'ma' }, {}],
    [{ branch_pattern: 'm.*,dev', invert_match: true }, {}],
    [{ tag_pattern: 'v1' }, { CIRCLE_BRANCH: '', CIRCLE_TAG: 'v10' }],
  ])('keeps quiet by %j', async (given, more) => {
    const { output, transcript } = await notify(given, { more });
    expect(output).toContain('Nothing is sent');
    expect(transcript).not.toContain('curl');
  });

  it.each([
    [{ event: 'pass' }, {}],
    [{ branch_pattern: 'dev, m.*' }, {}],
    [
      { tag_pattern: 'v.*', branch_pattern: 'x' },
      { CIRCLE_BRANCH: '', CIRCLE_TAG: 'v10' },
    ],
  ])('tells of it by %j', async (given, more) => {
    expect((await notify(given, { more })).output).toContain('Sent to C1.');
  });

  it.each([true, false])('tells what Slack has against it; that is ignored: %s', async (isIgnored) => {
    const answer = '{"ok": false, "error": "channel_not_found"}';
    const { failed, output } = await notify({ ignore_errors: isIgnored }, { answer });
    expect(failed).toBe(!isIgnored);
    expect(output).toContain('Slack did not take the message for C1: channel_not_found');
    expect(output).not.toContain('xoxb-token');
  });

  it('posts later, or fails without a token', async () => {
    const { read, bodies } = await notify({ scheduled_offset_seconds: 3600 });
    expect(read('addresses')).toContain('chat.scheduleMessage');
    expect(bodies()[0]?.['post_at']).toBeTypeOf('number');
    const without = await notify({}, { more: { SLACK_ACCESS_TOKEN: '' } });
    expect(without).toMatchObject({ failed: true, output: expect.stringContaining('SLACK_ACCESS_TOKEN') });
  });
});

it.skipIf(!hasJq)('puts messages with one id into one thread', async () => {
  const message = { 'slack/notify': { thread_id: 'deploy $CIRCLE_BRANCH' } };
  const { read } = await play({
    orbs,
    step: { when: { condition: true, steps: [message, message] } },
    environment: { ...environment, TMPDIR: '.' },
    fakes: { curl: answering('{"ok": true, "ts": "1.5"}') },
  });
  const threads = read('bodies').trim().split('\n');
  expect(threads.map((line) => (JSON.parse(line) as { thread_ts?: string }).thread_ts)).toEqual([
    undefined,
    '1.5',
  ]);
});

it.skipIf(!hasJq)('asks for an approval', async () => {
  const { read } = await play({
    orbs,
    job: { 'slack/on-hold': { mentions: '@kim' } },
    environment,
    fakes: { curl: answering('{"ok": true}') },
  });
  expect(JSON.parse(read('bodies'))).toMatchObject({
    text: 'A workflow of web waits for an approval. @kim',
    blocks: [{}, {}, { elements: [{ url: 'https://circleci.com/workflow-run/wf-1' }] }],
  });
});
