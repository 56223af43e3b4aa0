/** What systemd's tools say of themselves: Ubuntu 24.04's. */
export const SYSTEMD_VERSION =
  'systemd 255 (255.4-1ubuntu8.8)\n+PAM +AUDIT +SELINUX +APPARMOR +IMA +SMACK +SECCOMP +GCRYPT -GNUTLS +OPENSSL +ACL +BLKID +CURL +ELFUTILS +FIDO2 +IDN2 -IDN +IPTC +KMOD +LIBCRYPTSETUP +LIBFDISK +PCRE2 -PWQUALITY +P11KIT +QRENCODE +TPM2 +BZIP2 +LZ4 +XZ +ZLIB +ZSTD -BPF_FRAMEWORK -XKBCOMMON +UTMP +SYSVINIT default-hierarchy=unified\n';

export const SYSTEMCTL_HELP = `systemctl [OPTIONS...] COMMAND ...

Query or send control commands to the system manager.

Unit Commands:
  list-units [PATTERN...]             List units currently in memory
  list-sockets [PATTERN...]           List socket units in memory, by address
  list-timers [PATTERN...]            List timer units in memory, by next elapse
  is-active PATTERN...                Check whether units are active
  is-failed [PATTERN...]              Check whether units are failed
  status [PATTERN...|PID...]          Show runtime status of units
  show [PATTERN...|JOB...]            Show properties of units
  cat PATTERN...                      Show files and drop-ins of units
  list-dependencies [UNIT...]         Show what a unit requires or wants
  start UNIT...                       Start units
  stop UNIT...                        Stop units
  reload UNIT...                      Reload units
  restart UNIT...                     Start or restart units
  try-restart UNIT...                 Restart units that are active
  reload-or-restart UNIT...           Reload units if they can, otherwise restart
  isolate UNIT                        Start a unit and stop all others
  kill UNIT...                        Send a signal to processes of a unit
  reset-failed [PATTERN...]           Forget that units have failed

Unit File Commands:
  list-unit-files [PATTERN...]        List unit files
  enable [UNIT...|PATH...]            Enable units
  disable UNIT...                     Disable units
  reenable UNIT...                    Disable, then enable units
  is-enabled UNIT...                  Check whether unit files are enabled
  mask UNIT...                        Mask units
  unmask UNIT...                      Unmask units
  link PATH...                        Link unit files into the search path
  revert UNIT...                      Take back local changes of unit files
  add-wants TARGET UNIT...            Have a target want units
  add-requires TARGET UNIT...         Have a target require units
  edit UNIT...                        Edit unit files
  get-default                         Show the default target
  set-default TARGET                  Set the default target

Job Commands:
  list-jobs [PATTERN...]              List jobs

Environment Commands:
  show-environment                    Show the manager's environment
  set-environment VARIABLE=VALUE...   Set variables of the environment
  unset-environment VARIABLE...       Unset variables of the environment

Manager State Commands:
  daemon-reload                       Read unit files anew
  daemon-reexec                       Execute the manager anew

System Commands:
  is-system-running                   Check whether the system is fully running
  rescue                              Enter rescue mode
  emergency                           Enter emergency mode
  halt                                Halt the system
  poweroff                            Power the system off
  reboot                              Restart the system

Options:
  -h --help              Show this help
     --version           Show the version
  -t --type=TYPE         Only units of a type
     --state=STATE       Only units in a state
     --failed            The same as --state=failed
  -p --property=NAME     Only these properties
  -P NAME                The same as --value --property=NAME
  -a --all               Also what is not in memory, or empty
  -l --full              Do not shorten
  -q --quiet             Say nothing
     --now               Start or stop as well as enable or disable
     --no-block          Do not wait for the jobs
     --no-legend         No head and no foot
     --no-pager          No pager
  -f --force             Overwrite what is in the way; end at once
  -n --lines=INTEGER     Number of journal entries
  -o --output=STRING     Format of journal entries
     --runtime           Until the next boot only
  -s --signal=SIGNAL     Which signal to send
     --plain             As a list, not as a tree

See the systemctl(1) man page for details.
`;

export const JOURNALCTL_HELP = `journalctl [OPTIONS...] [MATCHES...]

Query the journal.

Source Options:
  -D --directory=PATH        Journal files of a directory
     --file=PATH             A journal file

Filtering Options:
  -S --since=DATE            Entries not older than a date
  -U --until=DATE            Entries not newer than a date
  -b --boot[=ID]             Entries of a boot
     --list-boots            The boots that there are
  -u --unit=UNIT             Entries of units
  -t --identifier=STRING     Entries of a syslog identifier
  -p --priority=RANGE        Entries of a priority
     --facility=FACILITY...  Entries of a facility
  -g --grep=PATTERN          Entries whose message matches
  -k --dmesg                 Entries of the kernel of this boot

Output Control Options:
  -o --output=STRING         Format: short, short-precise, short-iso, short-full, short-monotonic, short-unix, verbose, json, json-pretty, cat, with-unit
     --output-fields=LIST    Fields to show
  -n --lines[=[+]INTEGER]    Number of entries
  -r --reverse               The newest first
  -f --follow                Follow
  -e --pager-end             Go to the end
  -x --catalog               Add explanations
  -q --quiet                 No hints
     --no-hostname           No host name
     --no-pager              No pager
     --utc                   Times in UTC

Commands:
  -h --help                  Show this help
     --version               Show the version
  -N --fields                Names of fields
  -F --field=FIELD           Values of a field
     --disk-usage            How much the journal takes
     --vacuum-size=BYTES     Make it smaller than that
     --vacuum-files=INT      Keep so many files
     --vacuum-time=TIME      Remove what is older than that
     --verify                Check the files
     --sync --flush --rotate

See the journalctl(1) man page for details.
`;
