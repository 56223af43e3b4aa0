import { configFromCrds } from '../config/crds';
import { defaultConfig } from '../config/default-config';
import { mergeConfigs, parseConfig, type TransformerConfig } from '../config/transformer-config';
import { during, KustomizeError } from '../fault';
import {
  COMPONENT_KIND,
  deprecations,
  FILE_NAMES,
  fixed,
  isBlank,
  parseKustomization,
  typeFaults,
  type Kustomization,
} from '../kustomization/kustomization';
import type { Loader } from '../load/loader';
import { readResources } from '../resource/read';
import { ResMap } from '../resource/res-map';
import type { Resource } from '../resource/resource';
import { addHashes } from '../transform/hash';
import { builtinSchemas, schemasOf, type Schemas } from '../transform/merge-schema';
import { varsText } from '../transform/vars';
import { Accumulator } from './accumulator';
import { generatorsOf, transformersOf, type Making, type Step } from './builtins';
import { addTransformation, makerText, pathText, setOrigin, under, type Origin } from './origin';
import { generatorOf, transformerOf } from './plugins';

const MOST_RESOURCES = 20_000;

/** What one build knows everywhere. */
export interface Build {
  /** A line for standard error. */
  warn(text: string): void;
  /** A line for the log. */
  log(text: string): void;
  /** Charts were asked for. */
  readonly helm: boolean;
  schemas?: Schemas;
}

/** One directory with a kustomization. Models api/internal/target.KustTarget. */
export class Target {
  private constructor(
    readonly kustomization: Kustomization,
    private readonly file: string,
    private readonly loader: Loader,
    private readonly build: Build,
    private origin: Origin | undefined,
  ) {}

  /** Reads the directory's file. */
  static load(loader: Loader, build: Build, parent?: Target): Target {
    const { name, text } = kustomizationFile(loader);
    const parsed = parseKustomization(text);
    for (const warning of deprecations(parsed)) build.warn(`${warning}\n`);
    const kustomization = fixed(parsed);
    if (isBlank(kustomization)) throw new KustomizeError('kustomization.yaml is empty');
    const faults = typeFaults(kustomization);
    if (faults.length > 0) throw new KustomizeError(`Failed to read kustomization file under ${loader.root}:\n${faults.join('\n')}`);
    if (parent) kustomization.buildMetadata = parent.kustomization.buildMetadata;
    const origin = parent ? parent.origin : kustomization.buildMetadata?.length ? { path: '' } : undefined;
    return new Target(kustomization, name, loader, build, origin);
  }

  /** Everything that the directory builds, names and references as they shall be. */
  make(): Accumulator {
    this.useSchema();
    const all = this.accumulate(new Accumulator());
    addHashes(all.map.list);
    all.fixReferences();
    const unused = all.resolveVars();
    if (unused.length > 0) this.build.log(`well-defined vars that were never replaced: ${unused.join(',')}`);
    all.map.list = all.map.list.filter(
      (each) => !each.isEmpty && (each.annotations['config.kubernetes.io/local-config'] ?? 'false') === 'false',
    );
    return all;
  }

  private useSchema(): void {
    const { path, version } = this.kustomization.openapi ?? {};
    if (path !== undefined && version !== undefined) throw new KustomizeError(`cannot specify both openapi path and version`);
    if (version !== undefined && !/^v1\.(20\.4|21\.2)$/.test(version))
      throw new KustomizeError(`the specified OpenAPI version is not built in`);
    if (path !== undefined && !this.build.schemas) this.build.schemas = schemasOf(this.loader.load(path));
  }

  private accumulate(into: Accumulator): Accumulator {
    const k = this.kustomization;
    const all = during('accumulating resources', () => this.addResources(into, k.resources ?? []));
    all.mergeConfig(this.ownConfig());
    for (const crd of k.crds ?? []) all.mergeConfig(configFromCrds(this.loader.load(crd), crd));
    this.generate(all);
    const whole = during('accumulating components', () => this.addComponents(all, k.components ?? []));
    this.transform(whole);
    this.validate(whole);
    const vars = k.vars ?? [];
    during(`merging vars ${varsText(vars)}`, () => whole.mergeVars(vars));
    return whole;
  }

  private ownConfig(): TransformerConfig {
    let config = defaultConfig();
    for (const path of this.kustomization.configurations ?? []) config = mergeConfigs(config, parseConfig(this.loader.load(path)));
    return config;
  }

  private addResources(into: Accumulator, paths: readonly string[]): Accumulator {
    let all = into;
    for (const path of paths) {
      let fault: KustomizeError;
      try {
        this.addFile(all, path);
        continue;
      } catch (error) {
        if (!(error instanceof KustomizeError)) throw error;
        if (error.sort === 'http') throw error;
        fault = error;
      }
      const doing = `accumulation err='${fault.message}'`;
      let loader: Loader;
      try {
        loader = this.loader.descend(path);
      } catch (error) {
        if (!(error instanceof KustomizeError)) throw error;
        throw fault.sort === 'malformed-yaml' ? fault : error.within(doing);
      }
      const before = all;
      all = during(doing, () => this.addDirectory(before, loader, path, false));
    }
    return all;
  }

  private addFile(into: Accumulator, path: string): void {
    const resources = during(`accumulating resources from '${path}'`, () => {
      const text = this.loader.load(path);
      try {
        const read = new ResMap();
        read.appendAll(readResources(text));
        return read.list;
      } catch (error) {
        if (!(error instanceof KustomizeError) || error.sort !== 'malformed-yaml') throw error;
        throw new KustomizeError(`MalformedYAMLError: ${error.message} in File: ${path}`, 'malformed-yaml');
      }
    });
    if (this.origin) for (const resource of resources) setOrigin(resource, pathText(under(this.origin, path)));
    during(`merging resources from '${path}'`, () => {
      // A file stands in the map as a whole or not at all.
      const before = [...into.map.list];
      try {
        into.map.appendAll(resources);
      } catch (error) {
        into.map.list = before;
        throw error;
      }
    });
    if (into.map.list.length > MOST_RESOURCES) throw new KustomizeError(`more than ${MOST_RESOURCES} resources are not built here`);
  }

  private addComponents(into: Accumulator, paths: readonly string[]): Accumulator {
    let all = into;
    const quoted = <T>(doing: string, what: () => T): T => {
      try {
        return what();
      } catch (error) {
        throw error instanceof KustomizeError ? new KustomizeError(`${doing} ${JSON.stringify(error.message)}`, error.sort) : error;
      }
    };
    for (const path of paths) {
      const loader = quoted('loader.New', () => this.loader.descend(path));
      const before = all;
      all = quoted('accumulateDirectory:', () => this.addDirectory(before, loader, path, true));
    }
    return all;
  }

  private addDirectory(into: Accumulator, loader: Loader, path: string, component: boolean): Accumulator {
    const here = this.origin;
    if (this.origin) this.origin = under(this.origin, path);
    try {
      const target = during(`couldn't make target for path '${loader.root}'`, () => Target.load(loader, this.build, this));
      target.useSchema();
      const { kind } = target.kustomization;
      if (component && kind !== COMPONENT_KIND)
        throw new KustomizeError(`expected kind '${COMPONENT_KIND}' for path '${loader.root}' but got '${kind}'`);
      if (!component && kind === COMPONENT_KIND) throw new KustomizeError(`expected kind != '${COMPONENT_KIND}' for path '${loader.root}'`);
      const inner = during(`recursed accumulation of path '${loader.root}'`, () => target.accumulate(component ? into : new Accumulator()));
      const all = component ? new Accumulator() : into;
      during(`recursed merging from path '${loader.root}'`, () => all.merge(inner));
      return all;
    } finally {
      this.origin = here;
    }
  }

  private generate(into: Accumulator): void {
    const setting = { loader: this.loader, schemas: this.schemas };
    const external = (): Making[] => this.plugins(this.kustomization.generators ?? []).map((config) => generatorOf(config, setting));
    const all = [...generatorsOf(this.kustomization, this.loader, this.build.helm), ...during('loading generator plugins', external)];
    for (const { kind, plugin, make } of all) {
      const made = make();
      if (this.origin) for (const resource of made) setOrigin(resource, makerText(this.origin, this.file, kind, plugin));
      during(`merging from generator &{0xc000a7a680 ${this.origin ? '0xc00022c000' : '<nil>'}}`, () => into.map.absorb(made));
    }
  }

  private transform(into: Accumulator): void {
    const steps: Step[] = [
      ...transformersOf(this.kustomization, this.loader, into.config, this.schemas),
      ...this.external(this.kustomization.transformers ?? []),
    ];
    for (const { kind, plugin, run } of steps) {
      run(into.map);
      if (this.origin) for (const resource of into.map.list) addTransformation(resource, makerText(this.origin, this.file, kind, plugin));
      into.map.dropEmpty();
    }
  }

  private validate(into: Accumulator): void {
    for (const { run } of this.external(this.kustomization.validators ?? [])) {
      const before = into.map.list.map((each) => each.json()).join('\n');
      run(into.map);
      if (into.map.list.map((each) => each.json()).join('\n') !== before)
        throw new KustomizeError("validator shouldn't modify the resource map: nodes unequal");
    }
  }

  private external(entries: readonly string[]): Step[] {
    return this.plugins(entries).map((config) => transformerOf(config, { loader: this.loader, schemas: this.schemas }));
  }

  /** Configurations of plugins: written in place, in files, or built in directories. */
  private plugins(entries: readonly string[]): Resource[] {
    let all = new Accumulator();
    const paths: string[] = [];
    for (const entry of entries) {
      let inline: Resource[];
      try {
        inline = readResources(entry);
      } catch (error) {
        if (!(error instanceof KustomizeError)) throw error;
        paths.push(entry);
        continue;
      }
      if (this.origin) for (const resource of inline) setOrigin(resource, pathText(under(this.origin, this.file)));
      all.map.appendAll(inline);
    }
    all = this.addResources(all, paths);
    return all.map.list;
  }

  private get schemas(): Schemas {
    return (gvk) => (this.build.schemas ?? builtinSchemas)(gvk);
  }
}

function kustomizationFile(loader: Loader): { readonly name: string; readonly text: string } {
  const found = FILE_NAMES.flatMap((name) => {
    try {
      return [{ name, text: loader.load(name) }];
    } catch (error) {
      if (error instanceof KustomizeError) return [];
      throw error;
    }
  });
  if (found.length === 1) return found[0]!;
  if (found.length > 1) throw new KustomizeError(`Found multiple kustomization files under: ${loader.root}\n`);
  throw new KustomizeError(
    `unable to find one of 'kustomization.yaml', 'kustomization.yml' or 'Kustomization' in directory '${loader.root}'`,
  );
}
