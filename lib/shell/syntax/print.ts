import type { CompoundList, Redirection, Statement, SyntaxNode } from 'unbash';
import type { Parsed } from './source';

/** Writes a node as bash does (`jobs`, and the body of `declare -f` and `type`). */
export function printNode(parsed: Parsed, node: SyntaxNode, indent = 0): string {
  return new Printer(parsed.text).node(node, indent);
}

/** `declare -f name` */
export function printFunction(parsed: Parsed, name: string, body: SyntaxNode): string {
  const printer = new Printer(parsed.text);
  const inner = body.type === 'Redirected' ? body.command : body;
  const redirects = body.type === 'Redirected' ? ' ' + body.redirects.map((one) => printer.redirect(one)).join(' ') : '';
  if (inner.type === 'BraceGroup') return `${name} () \n{ \n${printer.list(inner.body, 1)}\n}${redirects}`;
  return `${name} () \n{ \n    ${printer.node(inner, 1)}\n}${redirects}`;
}

class Printer {
  constructor(private readonly text: string) {}

  private pad(indent: number): string {
    return '    '.repeat(indent);
  }

  list(list: CompoundList, indent: number): string {
    const out: string[] = [];
    list.commands.forEach((statement, i) => {
      const document = /<<(?!<)/.test(this.text.slice(statement.pos, statement.end));
      const end = statement.background ? ' &' : i < list.commands.length - 1 ? (document ? '' : ';') : '';
      out.push(this.pad(indent) + this.node(statement.command, indent) + end);
    });
    return out.join('\n');
  }

  private inline(list: CompoundList, indent: number): string {
    return list.commands
      .map((statement: Statement, i) => {
        const last = i === list.commands.length - 1;
        return this.node(statement.command, indent) + (statement.background ? (last ? ' &' : ' & ') : last ? '' : '; ');
      })
      .join('');
  }

  redirect(one: Redirection): string {
    const fd = one.descriptor ? (one.descriptor.type === 'FileDescriptor' ? String(one.descriptor.value) : `{${one.descriptor.name}}`) : '';
    if (one.type === 'HereDoc') {
      const name = one.delimiter;
      return `${fd}${one.operator}${name?.text ?? ''}\n${one.body.text}${name?.value ?? ''}\n`;
    }
    if (one.type === 'HereString') return `${fd}<<< ${one.target?.text ?? ''}`;
    const target = one.target?.text ?? '';
    if (one.operator === '>&' || one.operator === '<&') {
      const shown = fd === '' ? (one.operator === '>&' ? (/^[\d-]/.test(target) ? '1' : '') : '0') : fd;
      return shown === '' && !/^[\d-]/.test(target) ? `&> ${target}` : `${shown}${one.operator}${target}`;
    }
    return `${fd}${one.operator} ${target}`;
  }

  node(node: SyntaxNode, indent: number): string {
    const pad = this.pad(indent);
    switch (node.type) {
      case 'Statement':
        return this.node(node.command, indent) + (node.background ? ' &' : '');
      case 'AndOr':
        return node.commands.map((one, i) => (i > 0 ? ` ${node.operators[i - 1]} ` : '') + this.node(one, indent)).join('');
      case 'Pipeline': {
        const prefix = node.prefixes.map((one) => (one.type === 'Negation' ? '! ' : one.posix ? 'time -p ' : 'time ')).join('');
        return (
          prefix +
          node.commands
            .map((one, i) => (i > 0 ? (node.operators[i - 1] === '|&' ? ' 2>&1 | ' : ' | ') : '') + this.node(one, indent))
            .join('')
        );
      }
      case 'Command': {
        const words: string[] = [];
        const redirects: string[] = [];
        for (const one of node.prefix) {
          if (one.type === 'Assignment') words.push(one.text);
          else redirects.push(this.redirect(one));
        }
        if (node.name) words.push(node.name.text);
        for (const one of node.suffix) {
          if (one.type === 'Word' || one.type === 'Assignment') words.push(one.text);
          else redirects.push(this.redirect(one));
        }
        return [...words, ...redirects].join(' ');
      }
      case 'Redirected':
        return this.node(node.command, indent) + ' ' + node.redirects.map((one) => this.redirect(one)).join(' ');
      case 'BraceGroup':
        return indent === 0 ? `{ ${this.inline(node.body, 0)}; }` : `{ \n${this.list(node.body, indent + 1)}\n${pad}}`;
      case 'Subshell':
        return indent === 0 ? `( ${this.inline(node.body, 0)} )` : `( ${this.list(node.body, indent).trimStart()} )`;
      case 'If': {
        let out = `if ${this.inline(node.clause, indent)}; then\n${this.list(node.then, indent + 1)};\n`;
        let depth = indent;
        for (const one of node.elif) {
          out += `${this.pad(depth)}else\n`;
          depth++;
          out += `${this.pad(depth)}if ${this.inline(one.clause, depth)}; then\n${this.list(one.then, depth + 1)};\n`;
        }
        if (node.else) out += `${this.pad(depth)}else\n${this.list(node.else, depth + 1)};\n`;
        for (; depth > indent; depth--) out += `${this.pad(depth)}fi;\n`;
        return out + `${pad}fi`;
      }
      case 'While':
        return `${node.kind} ${this.inline(node.clause, indent)}; do\n${this.list(node.body, indent + 1)};\n${pad}done`;
      case 'For':
      case 'Select': {
        const words = node.wordlist ? node.wordlist.map((one) => one.text).join(' ') : '"$@"';
        return `${node.type === 'For' ? 'for' : 'select'} ${node.name.text} in ${words};\n${pad}do\n${this.list(node.body, indent + 1)};\n${pad}done`;
      }
      case 'ArithmeticFor': {
        const part = (one: { pos: number; end: number } | undefined) => (one ? this.text.slice(one.pos, one.end) : '1');
        return `for ((${part(node.initialize)}; ${part(node.test)}; ${part(node.update)}))\n${pad}do\n${this.list(node.body, indent + 1)};\n${pad}done`;
      }
      case 'Case': {
        const inner = this.pad(indent + 1);
        const items = node.items.map((item) => {
          const body = item.body.commands.length > 0 ? this.list(item.body, indent + 2) + '\n' : '';
          return `${inner}${item.pattern.map((one) => one.text).join(' | ')})\n${body}${inner}${item.terminator ?? ';;'}\n`;
        });
        return `case ${node.word.text} in \n${items.join('')}${pad}esac`;
      }
      case 'TestCommand':
        return this.text.slice(node.pos, node.end);
      case 'ArithmeticCommand':
        return `((${node.body}))`;
      case 'Function': {
        const inner = node.body.type === 'Redirected' ? node.body.command : node.body;
        const body = inner.type === 'BraceGroup' ? `{ \n${this.list(inner.body, indent + 1)}\n${pad}}` : this.node(inner, indent);
        return `function ${node.name.text} () \n${pad}${body}`;
      }
      case 'Coproc':
        return `coproc ${node.name?.text ?? 'COPROC'} ${this.node(node.body, indent)}`;
      case 'CompoundList':
        return this.list(node, indent);
      default:
        return this.text.slice(node.pos, node.end);
    }
  }
}
