import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

// What the check jobs left in the workspace (folder argv[2]) as one table (file argv[3]).
const [, , folder, target] = process.argv;
const rows = readdirSync(join(folder, 'reports'))
  .filter((name) => name.endsWith('.xml'))
  .sort()
  .map((name) => {
    const report = readFileSync(join(folder, 'reports', name), 'utf8');
    const tests = report.match(/<testcase\b/g)?.length ?? 0;
    const failures = report.match(/<failure\b/g)?.length ?? 0;
    const [bytes] = readFileSync(join(folder, 'sizes', name.replace('.xml', '.txt')), 'utf8').trim().split(/\s+/);
    return `| ${name.replace('.xml', '')} | ${tests} | ${failures} | ${bytes} |`;
  });
if (rows.length === 0) throw new Error(`no reports in ${folder}`);
writeFileSync(target, ['| package | tests | failures | bytes |', '| --- | --- | --- | --- |', ...rows, ''].join('\n'));
