import { joinLibraries } from '../functions';
import { jsonPatchLibrary } from '../mutation';
import { authz } from './authz';
import { conversions } from './conversions';
import { lists } from './lists';
import { optionals } from './optionals';
import { standard } from './standard';
import { strings } from './strings';
import { times } from './times';

const base = [standard, conversions, times, strings, lists, optionals, authz];

/** Every function that expressions in Kubernetes may call. Models apiserver/pkg/cel/environment's base. */
export const functions = joinLibraries(base);

/** With those of mutating policies. */
export const mutationFunctions = joinLibraries([...base, jsonPatchLibrary]);
