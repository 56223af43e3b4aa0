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

/**
 * Upstream prints a program of several hundred lines that cobra generates. This one is our own: it asks the same question (`__complete`)
 * and obeys the same directives, in any bash, and needs no bash-completion package. Where Tab is pressed in a simulated shell,
 * `completeKubectl` answers for the function of this name, descriptions and all.
 */
const BASH = `# bash completion for kubectl                              -*- shell-script -*-

__start_kubectl()
{
    local cur directive=0 line words
    read -ra words <<< "\${COMP_LINE:0:COMP_POINT}"
    [[ \${COMP_LINE:0:COMP_POINT} == *[[:space:]] ]] && words+=('')
    cur="\${words[-1]}"
    COMPREPLY=()
    while IFS= read -r line; do
        case "$line" in
            :[0-9]*) directive="\${line#:}" ;;
            *) COMPREPLY+=("\${line%%$'\\t'*}") ;;
        esac
    done < <("\${words[0]}" __complete "\${words[@]:1}" 2>/dev/null)
    [[ $cur == -*=* ]] && cur="\${cur#*=}"
    if ((directive & 8)); then
        local extensions
        extensions="$(IFS='|'; printf '%s' "\${COMPREPLY[*]}")"
        compopt -o filenames 2>/dev/null
        COMPREPLY=($(compgen -d -- "$cur") $(compgen -f -- "$cur" | grep -E "\\\\.($extensions)$"))
        return
    fi
    COMPREPLY=($(compgen -W "\${COMPREPLY[*]}" -- "$cur"))
    ((directive & 2)) && compopt -o nospace 2>/dev/null
    ((directive & 4)) && compopt +o default 2>/dev/null
    return 0
}

complete -o default -F __start_kubectl kubectl
`;
