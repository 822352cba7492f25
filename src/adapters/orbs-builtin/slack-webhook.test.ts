import { describe, expect, it } from 'vitest';
import { play } from './testing/play-job.ts';

const orbs = { slack: 'circleci/slack@3.2.0' };
const environment = {
  SLACK_WEBHOOK: 'https://hooks.example/T1',
  CIRCLE_JOB: 'build "최종" \\ job',
  CIRCLE_PROJECT_REPONAME: 'web',
  CIRCLE_BUILD_NUM: '12',
  CIRCLE_BUILD_URL: 'https://ci.example/12',
  CIRCLE_BRANCH: 'main',
  CIRCLE_WORKFLOW_ID: 'wf-1',
};
// Keeps the body and the last argument, the address.
const curl = `
while [ $# -gt 1 ]; do [ "$1" = --data ] && printf '%s' "$2" >body; shift; done
printf '%s' "$1" >address`;

async function sent(step: unknown, earlierExit = 0) {
  const played = await play({ orbs, step, environment, fakes: { curl }, earlierExit });
  return { ...played, body: JSON.parse(played.read('body')) as Body, address: played.read('address') };
}

interface Body {
  readonly attachments: readonly Readonly<Record<string, unknown>>[];
}

describe('status', () => {
  it('tells of success in green', async () => {
    const { body, address } = await sent({ 'slack/status': { mentions: 'U1,S2,here' } });
    expect(address).toBe('https://hooks.example/T1');
    expect(body).toMatchInlineSnapshot(`
      {
        "attachments": [
          {
            "actions": [
              {
                "text": "Visit Job",
                "type": "button",
                "url": "https://ci.example/12",
              },
            ],
            "color": "#1CBF43",
            "fallback": ":tada: A build "최종" \\ job job has succeeded! <@U1> <!subteam^S2> <!here> ",
            "fields": [
              {
                "short": true,
                "title": "Project",
                "value": "web",
              },
              {
                "short": true,
                "title": "Job Number",
                "value": "12",
              },
            ],
            "text": ":tada: A build "최종" \\ job job has succeeded! <@U1> <!subteam^S2> <!here> ",
          },
        ],
      }
    `);
  });

  it('tells of failure in red', async () => {
    const { body } = await sent('slack/status', 1);
    expect(body.attachments).toHaveLength(1);
    expect(body.attachments[0]).toMatchObject({
      color: '#ed5c5c',
      text: ':red_circle: A build "최종" \\ job job has failed! ',
    });
  });

  it.each([
    [{ fail_only: true }, 'only failures are told of'],
    [{ only_for_branches: 'dev,release' }, 'only dev,release are told of'],
  ])('keeps quiet by %j', async (given, message) => {
    const { output, transcript } = await play({
      orbs,
      step: { 'slack/status': given },
      environment,
      fakes: { curl },
    });
    expect(output).toContain(message);
    expect(transcript).not.toContain('curl');
  });
});

describe('notify', () => {
  it.each([
    ['quotes "and" \'more\'', 'quotes "and" \'more\''],
    ['two\nlines\tand a tab', 'two\nlines\tand a tab'],
    [String.raw`a written \n line, a path C:\dir`, 'a written \n line, a path C:\\dir'],
    ['한국어 ✓ 🎉', '한국어 ✓ 🎉'],
    ['job $CIRCLE_JOB, $(printf "%s" done), 5 \\$', 'job build "최종" \\ job, done, 5 $'],
    ['bell \u0007 and return\r', 'bell   and return\r'],
  ])('sends valid JSON for %j', async (message, text) => {
    const { body } = await sent({ 'slack/notify': { message } });
    expect(body.attachments[0]).toMatchObject({ text, fallback: text });
  });

  it('sends all there is', async () => {
    const { body } = await sent({
      'slack/notify': {
        message: 'done',
        color: '#42e2f4',
        mentions: 'channel',
        author_name: 'Kim',
        author_link: 'https://example.org/kim',
        title: 'A title',
        title_link: 'https://example.org',
        footer: 'foot',
        ts: '1560000000',
        include_project_field: false,
        include_job_number_field: false,
        include_visit_job_action: false,
      },
    });
    expect(body).toMatchInlineSnapshot(`
      {
        "attachments": [
          {
            "actions": [],
            "author_link": "https://example.org/kim",
            "author_name": "Kim",
            "color": "#42e2f4",
            "fallback": "done",
            "fields": [],
            "footer": "foot",
            "text": "done <!channel> ",
            "title": "A title",
            "title_link": "https://example.org",
            "ts": "1560000000",
          },
        ],
      }
    `);
  });

  it('fails without a webhook, and not when Slack refuses', async () => {
    const { SLACK_WEBHOOK: _, ...rest } = environment;
    const without = await play({ orbs, step: 'slack/notify', environment: rest, fakes: { curl } });
    expect(without.failed).toBe(true);
    expect(without.output).toContain('There is no Slack webhook');
    const refusing = { curl: 'echo "The requested URL returned error: 400" >&2; exit 22' };
    const refused = await play({ orbs, step: 'slack/notify', environment, fakes: refusing });
    expect(refused.failed).toBe(false);
    expect(refused.output).toContain('Slack did not take the message');
  });
});

it('asks for an approval', async () => {
  const { body } = await sent({ 'slack/approval': { webhook: 'https://hooks.example/T2' } });
  expect(body.attachments[0]).toMatchObject({
    color: '#3AA3E3',
    fallback: 'A workflow in CircleCI is awaiting your approval. - https://circleci.com/workflow-run/wf-1',
    actions: [{ type: 'button', text: 'Visit Workflow', url: 'https://circleci.com/workflow-run/wf-1' }],
  });
});
