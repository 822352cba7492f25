import { expect, it } from 'vitest';
import { declaredParameters } from '../language/declared-parameters.ts';
import { typedParameters } from './typed-parameters.ts';

const declared = declaredParameters(
  `version: 2.1
parameters:
  deploy: {type: boolean, default: false}
  count: {type: integer, default: 1}
  text: {type: string, default: ""}
  size: {type: enum, enum: [small, large], default: small}
`,
  '.circleci/config.yml',
);

it('gives each value the type of its declaration', () => {
  expect(typedParameters(['deploy=true', 'count=-3', 'text=true', 'size=large'], declared)).toEqual({
    deploy: true,
    count: -3,
    text: 'true',
    size: 'large',
  });
});

it.each([
  ['deploi=true', 'did you mean deploy?'],
  ['deploy=yes', 'true or false'],
  ['count=1.5', 'integer'],
  ['size=huge', 'small, large'],
  ['deploy', 'NAME=VALUE'],
])('refuses %s', (given, message) => {
  expect(() => typedParameters([given], declared)).toThrow(
    expect.objectContaining({ code: 'arguments/invalid', message: expect.stringContaining(message) }),
  );
});
