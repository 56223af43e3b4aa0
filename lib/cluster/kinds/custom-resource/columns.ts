import { humanDuration } from '@/lib/api/duration';
import { findResults, JsonPathError, parseTemplate, textOf } from '@/lib/api/jsonpath';
import type { KubeObject } from '@/lib/api/object';
import { parseTime } from '@/lib/api/time';
import { ageColumn, nameColumn } from '../columns';
import type { PrinterColumn } from '../custom-resource-definition/definition';
import type { Column } from '../kind';

type Cell = ReturnType<Column['cell']>;
/** Nothing to show. A Table has null there. */
const NOTHING = null as unknown as Cell;

const AGE: PrinterColumn = { name: 'Age', type: 'date', description: ageColumn.description, jsonPath: '.metadata.creationTimestamp' };

/** Columns of a version: the name, and those of the definition or else the age. Models tableconvertor.New. */
export function customColumns(given: readonly PrinterColumn[] | undefined): readonly Column[] {
  const columns: Column[] = [nameColumn];
  for (const column of given?.length ? given : [AGE]) {
    const template = `{${column.jsonPath}}`;
    try {
      parseTemplate(template);
    } catch (error) {
      // As upstream, which shows the columns before the one that it cannot read.
      if (error instanceof JsonPathError) break;
      throw error;
    }
    columns.push({
      name: column.name,
      type: column.type as Column['type'],
      format: column.format ?? '',
      description: column.description || `Custom resource definition column (in JSONPath format): ${column.jsonPath}`,
      priority: column.priority ?? 0,
      cell: (object, now) => cellOf(column.type, firstOf(template, object), now),
    });
  }
  return columns;
}

function firstOf(template: string, object: KubeObject): unknown {
  try {
    return findResults(template, object, { allowMissingKeys: true })[0];
  } catch (error) {
    if (error instanceof JsonPathError) return undefined;
    throw error;
  }
}

function cellOf(type: string, value: unknown, now: number): Cell {
  if (value === undefined || value === null) return NOTHING;
  switch (type) {
    case 'string':
      return textOf(value);
    case 'integer':
      return typeof value === 'number' ? Math.trunc(value) : NOTHING;
    case 'number':
      return typeof value === 'number' ? value : NOTHING;
    case 'boolean':
      return typeof value === 'boolean' ? value : NOTHING;
    case 'date':
      return typeof value === 'string' ? ageText(value, now) : NOTHING;
    default:
      return NOTHING;
  }
}

function ageText(text: string, now: number): string {
  if (text === '') return '<unknown>';
  const time = parseTime(text);
  return Number.isNaN(time) ? '<invalid>' : humanDuration(now - time);
}
