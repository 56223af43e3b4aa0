import { deepEqual } from '@/lib/api/freeze';
import { conditionOf, type Definition, type DefinitionCondition, type Names } from '../../kinds/custom-resource-definition/definition';

type Condition = Omit<DefinitionCondition, 'lastTransitionTime'>;

/** What the naming controller makes of a definition. */
export interface Naming {
  readonly acceptedNames: Names;
  readonly accepted: Condition;
  readonly established: Condition;
}

/**
 * Takes the names that a definition asks for, as far as no other one of its group has them.
 * Models pkg/controller/status/naming_controller.go.
 */
export function namesOf(definition: Definition, others: readonly Definition[]): Naming {
  const wanted = definition.spec.names;
  const current: Partial<Names> = definition.status?.acceptedNames ?? {};
  const resources = new Set<string>();
  const kinds = new Set<string>();
  for (const one of [...others, definition]) {
    const names = one.status?.acceptedNames;
    for (const name of [names?.plural, names?.singular, ...(names?.shortNames ?? [])]) if (name) resources.add(name);
    for (const name of [names?.kind, names?.listKind]) if (name) kinds.add(name);
  }
  const taken: { -readonly [K in keyof Names]?: Names[K] } = { ...current };
  let conflict: Condition | undefined;
  const refuse = (reason: string, message: string) => {
    conflict = { type: 'NamesAccepted', status: 'False', reason, message };
  };
  const take = (field: 'plural' | 'singular' | 'kind' | 'listKind', used: ReadonlySet<string>, reason: string) => {
    const name = wanted[field] ?? '';
    if (name !== (current[field] ?? '') && used.has(name)) refuse(reason, inUse(name));
    else taken[field] = name;
  };
  take('plural', resources, 'PluralConflict');
  take('singular', resources, 'SingularConflict');
  if (!deepEqual(wanted.shortNames ?? [], current.shortNames ?? [])) {
    const own = new Set([...(current.shortNames ?? []), current.plural, current.singular]);
    const clashes = (wanted.shortNames ?? []).filter((name) => !own.has(name) && resources.has(name)).map(inUse);
    if (clashes.length > 0) refuse('ShortNamesConflict', clashes.length === 1 ? clashes[0]! : `[${clashes.join(', ')}]`);
    else if (wanted.shortNames) taken.shortNames = wanted.shortNames;
    else delete taken.shortNames;
  }
  take('kind', kinds, 'KindConflict');
  take('listKind', kinds, 'ListKindConflict');
  if (wanted.categories) taken.categories = wanted.categories;
  else delete taken.categories;
  const accepted = conflict ?? { type: 'NamesAccepted', status: 'True', reason: 'NoConflicts', message: 'no conflicts found' };
  return { acceptedNames: ordered(taken), accepted, established: establishedOf(definition, accepted) };
}

const inUse = (name: string) => `${JSON.stringify(name)} is already in use`;

function establishedOf(definition: Definition, accepted: Condition): Condition {
  const old = conditionOf(definition, 'Established');
  if (old?.status !== 'True' && accepted.status === 'True') {
    return { type: 'Established', status: 'False', reason: 'Installing', message: 'the initial names have been accepted' };
  }
  return old ?? { type: 'Established', status: 'False', reason: 'NotAccepted', message: 'not all names are accepted' };
}

/** In the order of the wire, without those that are empty. */
function ordered({ plural = '', singular, shortNames, kind = '', listKind, categories }: Partial<Names>): Names {
  return {
    plural,
    ...(singular && { singular }),
    ...(shortNames?.length && { shortNames }),
    kind,
    ...(listKind && { listKind }),
    ...(categories?.length && { categories }),
  };
}
