import { spawn } from 'node:child_process';

// The limit of a scheduler in Node: spawns `sh -c true` for each task of a binary tree, so many at a time, and nothing else.
// Plain JavaScript: with what Node loads to strip types it would be a third slower, and flatter us.
const [, , countText, atOnceText] = process.argv;
const count = Number(countText);
const atOnce = Number(atOnceText);
const ready = [1];
let running = 0;

function pump() {
  while (running < atOnce) {
    const task = ready.shift();
    if (task === undefined) return;
    running++;
    const child = spawn('/bin/sh', ['-c', 'true'], { stdio: ['ignore', 'pipe', 'pipe'] });
    child.stdout.resume();
    child.stderr.resume();
    child.once('close', () => {
      running--;
      for (const next of [2 * task, 2 * task + 1]) if (next <= count) ready.push(next);
      pump();
    });
  }
}
pump();
