import { parseYaml, printYaml, YamlError } from '@/lib/api/yaml';
import { Fatal, type Command } from '../command/command';
import { strerror } from '../command/stdio';
import { JqCompileError, JqError } from '../jq/errors';
import { Evaluation } from '../jq/evaluate';
import type { Host } from '../jq/host';
import { JqSyntaxError, type Node } from '../jq/ast';
import { fromPlain, printJson, toPlain, type Json } from '../jq/json';
import { parseJq } from '../jq/parse';

const EXPRESSION = /^[.[({]|^(?:length|keys|select|del|to_entries|sort|with_entries|map|has|true|false|null)\b/;

/** mikefarah's yq v4 over the jq evaluator. Comments, anchors and the order of keys are not kept: output is written anew. */
export const yq: Command = {
  name: 'yq',
  options:
    'o,output-format: p,input-format: i,inplace P,prettyPrint r,unwrapScalar:: n,null-input e,exit-status I,indent: N,no-doc C,colors M,no-colors j,tojson V',
  version: 'yq (https://github.com/mikefarah/yq/) version v4.44.3',
  usage: 'yq is a portable command-line data file processor (https://github.com/mikefarah/yq/) \n\nUsage:\n  yq [flags]\n  yq [command]\n',
  prepare: (args) =>
    args
      .filter((a, i) => !(i === 0 && (a === 'eval' || a === 'e' || a === 'eval-all' || a === 'ea')))
      .map((a) => (/^-o=|^-p=/.test(a) ? a.replace('=', '') : a)),
  *run(io, options, sys) {
    if (options.has('V')) {
      yield* io.print('yq (https://github.com/mikefarah/yq/) version v4.44.3\n');
      return 0;
    }
    const [first, ...rest] = options.operands;
    const isExpression = first !== undefined && (EXPRESSION.test(first) ? !sys.exists(first) || first === '.' : false);
    const expression = isExpression ? first : '.';
    const files = isExpression ? rest : options.operands;
    const source = expression.replace(/\b(strenv|env)\((\w+)\)/g, 'env.$2');
    let program: Node;
    try {
      program = parseJq(source);
    } catch (error) {
      if (!(error instanceof JqSyntaxError)) throw error;
      throw new Fatal(`bad expression: ${error.message} (operators of yq that jq has not are not simulated here)`);
    }
    if (options.has('i') && files.length === 0)
      throw new Fatal('write inplace flag only applicable when giving an expression and at least one file');
    let text = '';
    const input = options.has('n') ? 'null' : undefined;
    for (const path of input ? ['-'] : files.length ? files : ['-']) {
      try {
        text = input ?? (yield* io.open(path).rest());
      } catch (error) {
        yield* io.stderr(`Error: open ${path}: ${strerror(error).toLowerCase()}\n`);
        return 1;
      }
      let documents: Json[];
      try {
        documents = parseYaml(text).map(fromPlain);
      } catch (error) {
        if (!(error instanceof YamlError)) throw error;
        yield* io.stderr(`Error: bad file '${path}': ${error.message}\n`);
        return 1;
      }
      const host: Host = {
        env: () => new Map(Object.entries(sys.env())),
        now: () => sys.now(),
        zone: 'UTC',
        input: () => undefined,
        inputFilename: () => path,
        inputLine: () => 0,
        named: new Map(),
        stderr: () => undefined,
      };
      const parts: string[] = [];
      const json = /^j/.test(options.value('o') ?? (options.has('j') ? 'json' : 'yaml'));
      let previous = 0;
      try {
        for (const [n, document] of documents.entries()) {
          for (const value of new Evaluation(host).values(program, document, { variable: { name: '__none', value: null } })) {
            if (!json && parts.length && previous !== n && !options.has('N')) parts.push('---\n');
            previous = n;
            parts.push(show(value, json, Number(options.value('I') ?? 2), options.value('r') !== 'false'));
          }
        }
      } catch (error) {
        if (!(error instanceof JqError) && !(error instanceof JqCompileError)) throw error;
        yield* io.stderr(`Error: ${error instanceof JqError && typeof error.value === 'string' ? error.value : error.message}\n`);
        return 1;
      }
      const out = parts.join('');
      if (options.has('i')) sys.writeFile(path, out);
      else yield* io.print(out);
      if (options.has('e') && /^(null|false)?\n?$/.test(out)) {
        yield* io.stderr('Error: no matches found\n');
        return 1;
      }
    }
    return 0;
  },
};

function show(value: Json, json: boolean, indent: number, unwrap: boolean): string {
  if (json) return `${printJson(value, { indent: ' '.repeat(indent) })}\n`;
  if (typeof value === 'string' && unwrap) return `${value}\n`;
  return printYaml(toPlain(value));
}
