import { joinLibraries } from '../functions';
import { conversions } from './conversions';
import { lists } from './lists';
import { optionals } from './optionals';
import { standard } from './standard';
import { strings } from './strings';
import { times } from './times';

/** Every function that expressions in Kubernetes may call. Models apiserver/pkg/cel/environment's base. */
export const functions = joinLibraries([standard, conversions, times, strings, lists, optionals]);
