/** The usage of OpenSSH 9.6. */
export const SSH_USAGE = `usage: ssh [-46AaCfGgKkMNnqsTtVvXxYy] [-B bind_interface] [-b bind_address]
           [-c cipher_spec] [-D [bind_address:]port] [-E log_file]
           [-e escape_char] [-F configfile] [-I pkcs11] [-i identity_file]
           [-J destination] [-L address] [-l login_name] [-m mac_spec]
           [-O ctl_cmd] [-o option] [-P tag] [-p port] [-R address]
           [-S ctl_path] [-W host:port] [-w local_tun[:remote_tun]]
           destination [command [argument ...]]
       ssh [-Q query_option]
`;

/** Ends ssh with these words as they are. */
export class UsageFault extends Error {}

const PLAIN = new Set('46AaCfGgKkMNnqsTtVvXxYy');
const VALUED = new Set('BbcDEeFIiJLlmOoPpQRSWw');

export interface SshWords {
  readonly given: readonly { readonly name: string; readonly value?: string }[];
  readonly target?: string;
  readonly command?: string;
  has(name: string): boolean;
  values(name: string): string[];
}

/** Splits ssh's command line: options may stand before the destination and right after it; the rest is the command. */
export function parseWords(args: readonly string[]): SshWords {
  const given: { name: string; value?: string }[] = [];
  let target: string | undefined;
  let i = 0;
  for (; i < args.length; i++) {
    const word = args[i]!;
    if (word === '--') {
      i++;
      if (target === undefined) target = args[i++];
      break;
    }
    if (!word.startsWith('-') || word === '-') {
      if (target !== undefined) break;
      target = word;
      continue;
    }
    for (let at = 1; at < word.length; at++) {
      const name = word[at]!;
      if (PLAIN.has(name)) given.push({ name });
      else if (VALUED.has(name)) {
        const value = word.slice(at + 1) || args[++i];
        if (value === undefined) throw new UsageFault(`option requires an argument -- ${name}\n${SSH_USAGE}`);
        given.push({ name, value });
        break;
      } else throw new UsageFault(`unknown option -- ${name}\n${SSH_USAGE}`);
    }
  }
  const rest = args.slice(i);
  return {
    given,
    ...(target !== undefined && { target }),
    ...(rest.length > 0 && { command: rest.join(' ') }),
    has: (name) => given.some((one) => one.name === name),
    values: (name) => given.filter((one) => one.name === name).map((one) => one.value ?? ''),
  };
}
