import { joinLibraries } from '../functions';
import { conversions } from './conversions';
import { standard } from './standard';

/** Every function that expressions in Kubernetes may call. Models apiserver/pkg/cel/environment's base. */
export const functions = joinLibraries([standard, conversions]);
