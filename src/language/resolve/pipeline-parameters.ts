import type { ParameterAst, Parameters } from '../config/ast.ts';
import { checkShape } from '../config/check-shape.ts';
import { didYouMean } from '../config/did-you-mean.ts';
import { parameterShape, typeName } from '../config/read-parameters.ts';
import type { Report } from '../source/diagnostic.ts';
import type { Span } from '../source/span.ts';
import { describeNode } from '../tree/describe-node.ts';
import { scalarNode } from '../tree/make-node.ts';

type Values = Readonly<Record<string, string | number | boolean>>;

/**
 * Pipeline parameters: what the trigger gives, else their defaults (PAR-22, PAR-04). What is given has no place in the
 * file, so trouble with it is told at the declaration, or at `fallback` where there is none.
 */
export function resolvePipelineParameters(
  declared: Parameters,
  given: Values,
  fallback: Span,
  report: Report,
): Values {
  checkLimits(given, fallback, report);
  for (const name of Object.keys(given))
    if (!declared.has(name))
      report(
        'parameter/unexpected',
        fallback,
        `The pipeline is given the parameter "${name}", which is not declared.`,
        {
          ...didYouMean(
            name,
            declared.keys(),
            `Declare it: parameters: {${name}: {type: string, default: ""}}`,
          ),
        },
      );
  const values: Record<string, string | number | boolean> = {};
  for (const parameter of declared.values()) {
    const value = valueOf(parameter, given, report);
    if (value !== undefined) values[parameter.name] = value;
  }
  return values;
}

function valueOf(
  parameter: ParameterAst,
  given: Values,
  report: Report,
): string | number | boolean | undefined {
  const { name, nameSpan, default: fallback } = parameter;
  const supplied = Object.hasOwn(given, name) ? given[name] : undefined;
  if (supplied !== undefined) {
    checkSupplied(parameter, supplied, report);
    return supplied;
  }
  if (fallback?.kind === 'scalar' && fallback.value !== null) return fallback.value;
  if (fallback === undefined && !parameter.isBroken)
    report(
      'parameter/missing',
      nameSpan,
      `The pipeline parameter "${name}" needs a default: a push gives no values.`,
      {
        hint: `Add: default: <${parameter.type}>`,
      },
    );
  return emptyValue(parameter);
}

/** So that what uses it is not told of as well. */
function emptyValue({ type, members }: ParameterAst): string | number | boolean {
  if (type === 'boolean') return false;
  return type === 'integer' ? 0 : (members[0] ?? '');
}

function checkSupplied(parameter: ParameterAst, value: string | number | boolean, report: Report): void {
  const { name, nameSpan, type, members, isBroken } = parameter;
  if (isBroken) return;
  const node = scalarNode(value, nameSpan);
  if (checkShape(node, parameterShape(parameter), '', { report: () => {}, isTemplated: false })) return;
  const wanted = type === 'enum' ? `one of ${members.join(', ')}` : typeName(type);
  report(
    'parameter/wrong-type',
    nameSpan,
    `The pipeline parameter "${name}" needs ${wanted}; given is ${describeNode(node)}.`,
  );
}

/** PAR-22. */
function checkLimits(given: Values, at: Span, report: Report): void {
  const entries = Object.entries(given);
  if (entries.length > 100)
    report(
      'parameter/unexpected',
      at,
      `The pipeline is given ${entries.length} parameters; at most 100 are allowed.`,
    );
  for (const [name, value] of entries)
    if (name.length > 128 || String(value).length > 512)
      report(
        'parameter/unexpected',
        at,
        `The pipeline parameter "${name.slice(0, 128)}" is too long: names have at most 128 characters, values 512.`,
      );
}
