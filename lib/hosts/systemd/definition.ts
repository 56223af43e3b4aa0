import { parseTimespan } from './timespan';
import { settingsOf, type Problem, type UnitSource } from './unit-file';
import { ownSection, isKnownSection } from './unit-keys';
import { escapePath, templateOf, unescapeUnit, unitName, unitType, type UnitType } from './unit-name';

/** A unit's settings as systemd acts on them. Derived from a `UnitSource`. */
export class Definition {
  readonly type: UnitType;
  private readonly values: ReadonlyMap<string, readonly string[]>;
  readonly problems: readonly Problem[];
  private readonly hostname: string;

  constructor(
    readonly source: UnitSource,
    hostname: string,
  ) {
    const settings = settingsOf(source);
    this.type = unitType(source.id);
    this.values = settings.values;
    this.problems = settings.problems;
    this.hostname = hostname;
  }

  get name(): string {
    return this.source.id;
  }

  /** Name without its type: what `%p` and `%N` are about. */
  get stem(): string {
    return this.name.slice(0, this.name.lastIndexOf('.'));
  }

  get description(): string {
    return this.value('Unit.Description') ?? this.name;
  }

  /** `foo.service - What it is`, as systemd names a unit in its messages. */
  get title(): string {
    const description = this.value('Unit.Description');
    return description === undefined ? this.name : `${this.name} - ${description}`;
  }

  /** All values of a setting, with specifiers put in. */
  list(key: string): readonly string[] {
    return (this.values.get(key) ?? []).map((value) => this.specifiers(value));
  }

  /** Values as they stand, for command lines. */
  raw(key: string): readonly string[] {
    return this.values.get(key) ?? [];
  }

  value(key: string): string | undefined {
    return this.list(key).at(-1);
  }

  own(key: string): string | undefined {
    return this.value(`${ownSection(this.type)}.${key}`);
  }

  /** Blank-separated words of all values: lists of units. */
  words(key: string): readonly string[] {
    return this.list(key).flatMap((value) => value.split(/\s+/).filter(Boolean));
  }

  units(key: string): readonly string[] {
    return this.words(`Unit.${key}`).map((name) => unitName(name));
  }

  flag(key: string, otherwise: boolean): boolean {
    const value = this.value(key);
    if (value === undefined) return otherwise;
    return /^(1|y|yes|true|t|on)$/i.test(value) ? true : /^(0|n|no|false|f|off)$/i.test(value) ? false : otherwise;
  }

  /** Microseconds. */
  span(key: string, otherwise: number): number {
    const value = this.value(key);
    return (value === undefined ? undefined : parseTimespan(value)) ?? otherwise;
  }

  /** Models unit_full_printf(). */
  specifiers(text: string): string {
    if (!text.includes('%')) return text;
    const instance = templateOf(this.name)?.instance ?? '';
    const prefix = instance === '' ? this.stem : this.name.slice(0, this.name.indexOf('@'));
    return text.replace(/%(.)/g, (whole, letter: string) => {
      switch (letter) {
        case 'n':
          return this.name;
        case 'N':
          return this.stem;
        case 'p':
          return prefix;
        case 'P':
          return unescapeUnit(prefix);
        case 'i':
          return instance;
        case 'I':
          return unescapeUnit(instance);
        case 'f':
          return `/${unescapeUnit(instance || prefix)}`;
        case 'j':
          return prefix.split('-').at(-1)!;
        case 'H':
        case 'l':
          return this.hostname;
        case 't':
          return '/run';
        case 'S':
          return '/var/lib';
        case 'C':
          return '/var/cache';
        case 'L':
          return '/var/log';
        case 'E':
          return '/etc';
        case 'T':
          return '/tmp';
        case 'V':
          return '/var/tmp';
        case 'u':
          return 'root';
        case 'U':
          return '0';
        case 'h':
          return '/root';
        case 's':
          return '/bin/bash';
        case 'y':
          return this.source.fragment ?? '';
        case 'Y':
          return (this.source.fragment ?? '').replace(/\/[^/]*$/, '');
        case '%':
          return '%';
        default:
          return whole;
      }
    });
  }

  /** Why a unit of this kind cannot be loaded, as the journal tells it: undefined when it can. Models service_verify() and its kin. */
  get refusal(): string | undefined {
    if (this.source.fragment === undefined || this.source.masked) return undefined;
    if (this.type === 'service') return this.refusedService();
    if (this.type === 'timer' && TIMERS.every((key) => this.raw(`Timer.${key}`).length === 0))
      return 'Timer unit lacks value setting. Refusing.';
    if (this.type === 'mount') {
      const where = this.own('Where');
      if (where === undefined) return "Where= setting doesn't match unit name. Refusing.";
      if (`${escapePath(where)}.mount` !== this.name) return "Where= setting doesn't match unit name. Refusing.";
      if (this.own('What') === undefined) return 'What= setting is missing. Refusing.';
    }
    if (
      this.type === 'socket' &&
      !['ListenStream', 'ListenDatagram', 'ListenSequentialPacket', 'ListenFIFO', 'ListenNetlink'].some((key) => this.own(key))
    )
      return 'Unit has no Listen setting (ListenStream=, ListenDatagram=, ListenFIFO=, ...). Refusing.';
    return undefined;
  }

  private refusedService(): string | undefined {
    const type = this.serviceType;
    const starts = this.raw('Service.ExecStart').length;
    const stops = this.raw('Service.ExecStop').length;
    if (starts === 0 && stops === 0 && this.value('Unit.SuccessAction') === undefined)
      return 'Service has no ExecStart=, ExecStop=, or SuccessAction=. Refusing.';
    if (type !== 'oneshot' && starts === 0 && stops > 0)
      return 'Service has no ExecStart= setting, which is only allowed for Type=oneshot services. Refusing.';
    if (type !== 'oneshot' && starts > 1)
      return 'Service has more than one ExecStart= setting, which is only allowed for Type=oneshot services. Refusing.';
    if (type === 'oneshot' && /^(always|on-success)$/.test(this.own('Restart') ?? ''))
      return "Service has Restart= set to either always or on-success, which isn't allowed for Type=oneshot services. Refusing.";
    if (type === 'dbus' && this.own('BusName') === undefined)
      return 'Service is of type D-Bus but no D-Bus service name has been specified. Refusing.';
    return undefined;
  }

  /** What a command line is not: systemd passes over it and says so. Here because a service without another one is refused. */
  get serviceType(): 'simple' | 'exec' | 'forking' | 'oneshot' | 'dbus' | 'notify' | 'notify-reload' | 'idle' {
    const given = this.own('Type');
    const known = ['simple', 'exec', 'forking', 'oneshot', 'dbus', 'notify', 'notify-reload', 'idle'] as const;
    const found = known.find((one) => one === given);
    if (found) return found;
    if (this.own('BusName') !== undefined) return 'dbus';
    return this.raw('Service.ExecStart').length > 0 ? 'simple' : 'oneshot';
  }

  /** Settings outside of the sections that this type has are not there. */
  has(section: string): boolean {
    return isKnownSection(section, this.type);
  }
}

export const TIMERS = ['OnActiveSec', 'OnBootSec', 'OnStartupSec', 'OnUnitActiveSec', 'OnUnitInactiveSec', 'OnCalendar'] as const;
