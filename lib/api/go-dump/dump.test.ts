import { describe, expect, it } from 'vitest';
import { fieldOrder } from '../go-order';
import { schemaFor, type FieldSchema } from '../schema';
import { dumpForHash } from './dump';
import { quantityText } from './quantity-dump';
import { definitionOf, structFields, structNames } from './structs';

/** Structs that stand inline in others, so that no definition describes them. */
const INLINE: Readonly<Record<string, string>> = { VolumeSource: 'Volume', ProbeHandler: 'Probe' };

describe('the table of structs', () => {
  it('has the fields that the schema has, and no others', () => {
    const wrong = structNames().flatMap((name) => {
      const schema = schemaFor(definitionOf(name));
      if (!schema) return name in INLINE ? [] : [`${name}: no definition`];
      const own = jsonFields(name);
      const known = Object.keys(schema.fields);
      return [...own.filter((key) => !known.includes(key)), ...known.filter((key) => !own.includes(key))].map((key) => `${name}.${key}`);
    });
    expect(wrong).toEqual([]);
  });

  it('has them in the order in which upstream writes them', () => {
    const orders = structNames().map((name) => [name, ...jsonFields(name)]);
    expect(orders).toEqual(structNames().map((name) => [name, ...(fieldOrder(definitionOf(name)) ?? [])]));
  });

  it('gives lists, maps, structs and scalars the types that the schema gives them', () => {
    const wrong = structNames().flatMap((name) => {
      const fields = schemaFor(definitionOf(name))?.fields ?? {};
      return (structFields(`v1.${name}`) ?? []).flatMap(({ json, type }) => {
        const schema = json === undefined ? undefined : fields[json];
        return schema && !agrees(type, schema) ? [`${name}.${json}: ${type} is ${schema.type} ${schema.ref ?? ''}`] : [];
      });
    });
    expect(wrong).toEqual([]);
  });
});

const jsonFields = (name: string): string[] =>
  (structFields(`v1.${name}`) ?? []).flatMap(({ json, type }) => (json === undefined ? jsonFields(type.slice('v1.'.length)) : [json]));

function agrees(type: string, schema: FieldSchema): boolean {
  const bare = type.replace(/^\*/, '');
  if (bare.startsWith('[]')) return schema.type === 'array' && (!schema.items || agrees(bare.slice('[]'.length), schema.items));
  if (bare.startsWith('map[') || bare === 'v1.ResourceList') return schema.type === 'map';
  if (bare === 'resource.Quantity') return schema.quantity === true;
  if (bare === 'intstr.IntOrString') return schema.intOrString === true;
  if (bare === 'v1.Time') return schema.format === 'date-time';
  if (bare === 'bool') return schema.type === 'boolean';
  if (bare === 'int32' || bare === 'int64') return schema.type === 'integer' && schema.format === bare;
  if (schema.type === 'object') return schema.ref?.endsWith(`.${bare.slice('v1.'.length)}`) ?? false;
  return schema.type === 'string' && !structFields(bare);
}

describe('the dump', () => {
  it('writes types once: before pointers, lists and maps, not before what they hold', () => {
    expect(dumpForHash({ command: ['a', 'b'] }, '*v1.ExecAction')).toBe('(*v1.ExecAction){Command:([]string)[a b]}');
    expect(dumpForHash({ name: 'c', optional: false }, 'v1.ConfigMapEnvSource')).toBe(
      '(v1.ConfigMapEnvSource){LocalObjectReference:(v1.LocalObjectReference){Name:(string)c} Optional:(*bool)false}',
    );
  });

  it('knows nothing empty but nil, as protobuf does', () => {
    const text = '(v1.LabelSelector){MatchLabels:(map[string]string)<nil> MatchExpressions:([]v1.LabelSelectorRequirement)<nil>}';
    expect(dumpForHash({ matchLabels: {}, matchExpressions: [] }, 'v1.LabelSelector')).toBe(text);
    expect(dumpForHash(undefined, '*v1.LabelSelector')).toBe('(*v1.LabelSelector)<nil>');
  });

  it('sorts maps by the bytes of their keys', () => {
    expect(dumpForHash({ b: '2', a: '1', B: '3' }, 'map[string]string')).toBe('(map[string]string)map[B:3 a:1 b:2]');
  });

  it('tells numbers from names of ports', () => {
    expect(dumpForHash(80, 'intstr.IntOrString')).toBe('(intstr.IntOrString){Type:(intstr.Type)0 IntVal:(int32)80 StrVal:(string)}');
    expect(dumpForHash('http', 'intstr.IntOrString')).toBe('(intstr.IntOrString){Type:(intstr.Type)1 IntVal:(int32)0 StrVal:(string)http}');
  });
});

const quantity = (value: number, scale: number, text: string, format: string) =>
  `{i:(resource.int64Amount){value:(int64)${value} scale:(resource.Scale)${scale}} d:(resource.infDecAmount){Dec:(*inf.Dec)<nil>} s:(string)${text} Format:(resource.Format)${format}}`;

describe('quantities', () => {
  it('keep their text where it is surely canonical', () => {
    expect(quantityText('250m')).toBe(quantity(250, -3, '250m', 'DecimalSI'));
    expect(quantityText('100Mi')).toBe(quantity(104857600, 0, '100Mi', 'BinarySI'));
    expect(quantityText('1e3')).toBe(quantity(1, 3, '1e3', 'DecimalExponent'));
  });

  it('lose it where it might not be: multiples of eight, thousands', () => {
    expect(quantityText('128Mi')).toBe(quantity(134217728, 0, '', 'BinarySI'));
    expect(quantityText('2000')).toBe(quantity(2000, 0, '', 'DecimalSI'));
    expect(quantityText('0.5')).toBe(quantity(5, -1, '', 'DecimalSI'));
  });

  it('are decimal when they are nothing', () => expect(quantityText('0')).toBe(quantity(0, 0, '0', 'DecimalSI')));

  it('are decimals where an int64 might not hold them', () => {
    expect(quantityText('100Ti')).toContain('Dec:(*inf.Dec){unscaled:(big.Int){neg:(bool)false abs:(big.nat)[');
    expect(quantityText('100Ti')).toContain('scale:(inf.Scale)9}} s:(string) Format:(resource.Format)BinarySI}');
  });
});
