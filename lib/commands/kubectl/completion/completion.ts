import { CommandError } from '../errors';
import type { Handler } from '../invocation';

/** `kubectl completion`. */
export const completion: Handler = (k) => {
  if (k.args.length === 0) throw k.usageError('Shell not specified.');
  if (k.args.length > 1) throw k.usageError('Too many arguments. Expected only the shell type.');
  if (!['bash', 'zsh', 'fish', 'powershell'].includes(k.args[0]!))
    throw k.usageError(`Unsupported shell type ${JSON.stringify(k.args[0])}.`);
  if (k.args[0] !== 'bash') throw new CommandError(`completion for ${k.args[0]} is not simulated here`);
  k.out(BASH);
  return 0;
};

const BASH = `# bash completion for kubectl                               -*- shell-script -*-

__start_kubectl()
{
    local cur words
    cur="\${COMP_WORDS[COMP_CWORD]}"
    words=("\${COMP_WORDS[@]:1:COMP_CWORD}")
    COMPREPLY=($(compgen -W "$(kubectl __complete "\${words[@]}" 2>/dev/null)" -- "$cur"))
}

complete -o default -F __start_kubectl kubectl
`;
