import { joinLibraries } from '../functions';
import { jsonPatchLibrary } from '../mutation';
import { authz } from './authz';
import { conversions } from './conversions';
import { formats } from './formats';
import { lists } from './lists';
import { network } from './network';
import { optionals } from './optionals';
import { quantities } from './quantities';
import { regexes } from './regexes';
import { semvers } from './semvers';
import { standard } from './standard';
import { strings } from './strings';
import { times } from './times';
import { urls } from './urls';

const base = [standard, conversions, times, strings, lists, optionals, urls, regexes, quantities, network, formats, semvers, authz];

/** Every function that expressions in Kubernetes may call. Models apiserver/pkg/cel/environment's base. */
export const functions = joinLibraries(base);

/** With those of mutating policies. */
export const mutationFunctions = joinLibraries([...base, jsonPatchLibrary]);
