import { emptyConfig, mergeConfigs, type TransformerConfig } from '../config/transformer-config';
import type { Var } from '../kustomization/kustomization';
import { ResMap } from '../resource/res-map';
import { fixReferences } from '../transform/name-reference';
import { addVars, joinVars, resolveVars, type KnownVar } from '../transform/vars';

/** Resources gathered so far, and the rules that came with them. */
export class Accumulator {
  readonly map = new ResMap();
  config: TransformerConfig = emptyConfig();
  private vars: KnownVar[] = [];

  mergeConfig(config: TransformerConfig): void {
    this.config = mergeConfigs(this.config, config);
  }

  mergeVars(vars: readonly Var[]): void {
    this.vars = addVars(this.map, this.vars, vars);
  }

  merge(other: Accumulator): void {
    this.map.appendAll(other.map.list);
    this.mergeConfig(other.config);
    this.vars = joinVars(this.vars, other.vars);
  }

  fixReferences(): void {
    fixReferences(this.map, this.config.nameReference);
  }

  /** Returns the vars that nothing uses. */
  resolveVars(): string[] {
    return this.vars.length === 0 ? [] : resolveVars(this.map, this.vars, this.config.varReference);
  }
}
