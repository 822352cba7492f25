import { expect, it } from 'vitest';
import { createReportReader, type Report } from './report.ts';

const text = [
  'runner 12',
  'home /root/with a blank',
  'shell /bin/bash -eo pipefail',
  'ready',
  'pong 3',
  'gone',
  'abc killed 2 1 12345',
  'q1 folder /a b/c',
  'q2 nothing',
  'q3 trouble mkdir: Permission denied',
  'failed no room',
  'sh: something else',
  '',
].join('\n');

const reports: readonly Report[] = [
  { kind: 'runner', pid: 12 },
  { kind: 'fact', name: 'home', value: '/root/with a blank' },
  { kind: 'fact', name: 'shell', value: '/bin/bash -eo pipefail' },
  { kind: 'ready' },
  { kind: 'pong', number: 3 },
  { kind: 'gone' },
  { kind: 'killed', nonce: 'abc', left: 1, since: '12345' },
  { kind: 'folder', id: 'q1', path: '/a b/c' },
  { kind: 'nothing', id: 'q2' },
  { kind: 'trouble', id: 'q3', reason: 'mkdir: Permission denied' },
  { kind: 'failed', reason: 'no room' },
  { kind: 'noise', text: 'sh: something else' },
];

it('reads each kind of report, wherever the text is cut', () => {
  const bytes = Buffer.from(text);
  for (let cut = 0; cut <= bytes.length; cut += 7) {
    const read = createReportReader();
    expect([...read(bytes.subarray(0, cut)), ...read(bytes.subarray(cut))]).toEqual(reports);
  }
});
