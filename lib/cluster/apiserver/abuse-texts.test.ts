import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseCron } from '@/lib/api/cron';
import { renderGoTemplate, TemplateError } from '@/lib/api/go-template';
import { parseQuantity, QuantityError } from '@/lib/api/quantity';
import { parseTime } from '@/lib/api/time';
import { runs } from './odd-values';
import { testServer } from './test-server';

/** As abuse.test.ts, for texts that are read as something else: each is read or refused, soon. */
describe('texts that stand for something', () => {
  it('quantities', () => {
    const text = fc.oneof(
      fc.string(),
      fc
        .array(fc.constantFrom('1', '0', '.', '-', '+', 'e', 'E', 'Ki', 'm', 'n', '9'.repeat(40), ' '), { maxLength: 8 })
        .map((parts) => parts.join('')),
    );
    fc.assert(
      fc.property(text, (given) => {
        try {
          parseQuantity(given);
        } catch (error) {
          expect(error).toBeInstanceOf(QuantityError);
        }
      }),
      runs,
    );
    const start = performance.now();
    for (const long of ['9'.repeat(2_000_000), `0.${'1'.repeat(2_000_000)}`, `1e${'9'.repeat(100_000)}`, `1e-${'9'.repeat(100_000)}`]) {
      try {
        parseQuantity(long);
      } catch (error) {
        expect(error).toBeInstanceOf(QuantityError);
      }
    }
    expect(performance.now() - start).toBeLessThan(2000);
  });

  it('times and schedules', () => {
    const { send } = testServer();
    const part = fc.constantFrom(
      '*',
      '?',
      '0',
      '60',
      '1-5',
      '5-1',
      '*/2',
      '*/0',
      '/',
      ',',
      '1,2',
      'jan',
      'MON',
      'x',
      '@every',
      '1s',
      '@daily',
      'TZ=UTC',
      'CRON_TZ=x',
      '-',
      '99999999999999999999',
    );
    const text = fc.oneof(
      fc.string(),
      fc.constantFrom('toString', 'constructor', '@every 1e9h'),
      fc.array(part, { maxLength: 7 }).map((parts) => parts.join(' ')),
    );
    fc.assert(
      fc.property(text, (schedule) => {
        expect(typeof parseTime(schedule)).toBe('number');
        const template = { spec: { template: { spec: { containers: [{ name: 'c', image: 'i' }], restartPolicy: 'Never' } } } };
        const response = send('POST', '/apis/batch/v1/namespaces/default/cronjobs?dryRun=All', {
          metadata: { name: 'c' },
          spec: { schedule, jobTemplate: template },
        });
        expect([201, 400, 422]).toContain(response.status);
        // What validation lets through the controller reads.
        if (response.status === 201) expect(['number', 'undefined']).toContain(typeof parseCron(schedule).next(0));
      }),
      runs,
    );
  });

  it('go-templates', () => {
    const piece = fc.constantFrom(
      '{{',
      '}}',
      '.',
      '.a',
      'range',
      'end',
      'if',
      'else',
      'with',
      'define "x"',
      'template "x"',
      'printf "%v"',
      'index',
      '$x',
      ':=',
      '|',
      'len',
      '(',
      ')',
      '"s"',
      '1',
      'and',
      'not',
      'eq',
      ' ',
      '{{-',
      '-}}',
      'html',
      'break',
      'slice',
      '%!',
      'block "x" .',
    );
    const text = fc.oneof(
      fc.string(),
      fc.array(piece, { maxLength: 14 }).map((pieces) => `{{${pieces.join(' ')}}}`),
    );
    fc.assert(
      fc.property(text, (template) => {
        try {
          renderGoTemplate(template, { a: [{ a: 1 }, null], b: 'x' });
        } catch (error) {
          expect(error).toBeInstanceOf(TemplateError);
        }
      }),
      runs,
    );
    expect(() => renderGoTemplate('{{define "x"}}{{template "x" .}}{{end}}{{template "x" .}}', {})).toThrow(TemplateError);
  });
});
