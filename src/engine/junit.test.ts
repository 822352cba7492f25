import { expect, it } from 'vitest';
import { readJUnit } from './junit.ts';

it('reads nested suites in order, with times, files and results', () => {
  const { tests, problem } = readJUnit(`<?xml version="1.0" encoding="UTF-8"?>
<!-- made by hand -->
<testsuites>
  <properties><property name="a" value="b"/></properties>
  <testsuite name="outer" file="outer.js">
    <testcase classname="cart" name="adds" time="0.20" file="cart.js"/>
    <testsuite name="inner">
      <testcase class="cart" name="removes" time="1,234.5"><system-out><![CDATA[<testcase/>]]> &amp; so on</system-out></testcase>
    </testsuite>
    <testcase name="merges" time="x"><skipped message="later"/></testcase>
    <testcase name="splits"><failure message="expected 0, got 1">cart.js:12</failure></testcase>
    <testcase name="breaks"><error>a &lt; b
  at line 2</error><failure message="a">a b</failure></testcase>
    <testcase name="rerun"><flakyFailure message="once"/></testcase>
    <testcase name="off" status="notrun"/>
  </testsuite>
</testsuites>`);
  expect(problem).toBeUndefined();
  expect(tests).toEqual([
    { name: 'adds', classname: 'cart', file: 'cart.js', result: 'success', run_time: 0.2, message: '' },
    {
      name: 'removes',
      classname: 'cart',
      file: 'outer.js',
      result: 'success',
      run_time: 1234.5,
      message: '',
    },
    { name: 'merges', classname: '', file: 'outer.js', result: 'skipped', run_time: 0, message: 'later' },
    {
      name: 'splits',
      classname: '',
      file: 'outer.js',
      result: 'failure',
      run_time: 0,
      message: 'expected 0, got 1\ncart.js:12',
    },
    {
      name: 'breaks',
      classname: '',
      file: 'outer.js',
      result: 'failure',
      run_time: 0,
      message: 'a < b\n  at line 2\n\na b',
    },
    { name: 'rerun', classname: '', file: 'outer.js', result: 'success', run_time: 0, message: '' },
    { name: 'off', classname: '', file: 'outer.js', result: 'skipped', run_time: 0, message: '' },
  ]);
});

it('decodes entities and CDATA', () => {
  const { tests } = readJUnit(
    '<testsuite><testcase name="&lt;a&gt; &amp; &quot;b&quot; &#233;&#x41;&#10;"><failure><![CDATA[x < y && z]]> &amp; w</failure></testcase></testsuite>',
  );
  expect(tests[0]?.name).toBe('<a> & "b" éA\n');
  expect(tests[0]?.message).toBe('x < y && z & w');
});

it('reads an empty suite, and names like those of objects', () => {
  expect(readJUnit('<testsuites/>')).toEqual({ tests: [], problem: undefined });
  const { tests } = readJUnit('<testsuite><testcase name="constructor" classname="__proto__"/></testsuite>');
  expect(tests).toMatchObject([{ name: 'constructor', classname: '__proto__' }]);
});

it.each([
  ['<testsuite><testcase name="a"></testsuite>', /^no XML \(line 1: /],
  ['<testsuite><testcase name="a"/>', /^no XML/],
  ['plain text', /^no XML/],
  ['<coverage><x/></coverage>', 'no JUnit report: its root is <coverage>'],
  [`${'<testsuite>'.repeat(200)}${'</testsuite>'.repeat(200)}`, /^no XML/],
  [
    `<!DOCTYPE x [<!ENTITY a "${'z'.repeat(5000)}">]><testsuite><testcase name="${'&a;'.repeat(1000)}"/></testsuite>`,
    /^no XML/,
  ],
])('refuses %#', (text, problem) => {
  const read = readJUnit(text);
  expect(read.tests).toEqual([]);
  expect(read.problem).toMatch(problem);
});

it('reads a big report', { timeout: 20_000 }, () => {
  const one = `<testcase classname="c" name="t" time="0.01"><system-out>${'x'.repeat(500)}</system-out></testcase>`;
  const { tests } = readJUnit(`<testsuites><testsuite>${one.repeat(50_000)}</testsuite></testsuites>`);
  expect(tests.length).toBe(50_000);
});
