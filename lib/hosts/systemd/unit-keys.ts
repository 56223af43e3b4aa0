/** Settings that a unit file may have, by section. What is not here is told as an unknown key. */

const words = (text: string): ReadonlySet<string> => new Set(text.trim().split(/\s+/));

const EXEC = `WorkingDirectory RootDirectory RootImage User Group DynamicUser SupplementaryGroups PAMName NoNewPrivileges SecureBits
CapabilityBoundingSet AmbientCapabilities Nice OOMScoreAdjust IOSchedulingClass IOSchedulingPriority CPUSchedulingPolicy CPUSchedulingPriority
CPUSchedulingResetOnFork CPUAffinity UMask KeyringMode LimitCPU LimitFSIZE LimitDATA LimitSTACK LimitCORE LimitRSS LimitNOFILE LimitAS LimitNPROC
LimitMEMLOCK LimitLOCKS LimitSIGPENDING LimitMSGQUEUE LimitNICE LimitRTPRIO LimitRTTIME ProtectSystem ProtectHome ProtectHostname ProtectClock
ProtectKernelTunables ProtectKernelModules ProtectKernelLogs ProtectControlGroups ProtectProc ProcSubset RuntimeDirectory StateDirectory
CacheDirectory LogsDirectory ConfigurationDirectory RuntimeDirectoryMode StateDirectoryMode CacheDirectoryMode LogsDirectoryMode
RuntimeDirectoryPreserve ReadWritePaths ReadOnlyPaths InaccessiblePaths ExecPaths NoExecPaths TemporaryFileSystem BindPaths BindReadOnlyPaths
PrivateTmp PrivateDevices PrivateNetwork PrivateUsers PrivateMounts PrivateIPC MountFlags MountAPIVFS RestrictAddressFamilies RestrictNamespaces
LockPersonality MemoryDenyWriteExecute RestrictRealtime RestrictSUIDSGID RemoveIPC SystemCallFilter SystemCallErrorNumber SystemCallArchitectures
SystemCallLog Environment EnvironmentFile PassEnvironment UnsetEnvironment StandardInput StandardOutput StandardError StandardInputText
LogLevelMax LogExtraFields LogRateLimitIntervalSec LogRateLimitBurst LogNamespace SyslogIdentifier SyslogFacility SyslogLevel SyslogLevelPrefix
TTYPath TTYReset TTYVHangup TTYVTDisallocate UtmpIdentifier UtmpMode LoadCredential SetCredential ImportCredential IgnoreSIGPIPE TimerSlackNSec
Personality SELinuxContext AppArmorProfile SmackProcessLabel NetworkNamespacePath CoredumpFilter`;
const KILL = 'KillMode KillSignal RestartKillSignal SendSIGHUP SendSIGKILL FinalKillSignal WatchdogSignal';
const CGROUP = `Slice Delegate DelegateSubgroup CPUAccounting CPUWeight StartupCPUWeight CPUQuota CPUQuotaPeriodSec CPUShares AllowedCPUs
MemoryAccounting MemoryMin MemoryLow MemoryHigh MemoryMax MemoryLimit MemorySwapMax MemoryZSwapMax TasksAccounting TasksMax IOAccounting IOWeight
IODeviceWeight IOReadBandwidthMax IOWriteBandwidthMax BlockIOAccounting BlockIOWeight IPAccounting IPAddressAllow IPAddressDeny DeviceAllow
DevicePolicy ManagedOOMSwap ManagedOOMMemoryPressure ManagedOOMPreference AllowedMemoryNodes SocketBindAllow SocketBindDeny`;
const CONDITIONS =
  `PathExists PathExistsGlob PathIsDirectory PathIsSymbolicLink PathIsMountPoint PathIsReadWrite PathIsEncrypted DirectoryNotEmpty
FileNotEmpty FileIsExecutable User Group ControlGroupController Architecture Virtualization Host KernelCommandLine KernelVersion Credential
Environment Security Capability ACPower NeedsUpdate FirstBoot Memory CPUs OSRelease MemoryPressure CPUPressure IOPressure CPUFeature Firmware`
    .split(/\s+/)
    .flatMap((one) => [`Condition${one}`, `Assert${one}`])
    .join(' ');
const UNIT = `Description Documentation Requires Requisite Wants BindsTo PartOf Upholds Conflicts Before After OnFailure OnSuccess PropagatesReloadTo
ReloadPropagatedFrom PropagatesStopTo StopPropagatedFrom JoinsNamespaceOf RequiresMountsFor WantsMountsFor OnFailureJobMode OnSuccessJobMode
IgnoreOnIsolate StopWhenUnneeded RefuseManualStart RefuseManualStop AllowIsolate DefaultDependencies SurviveFinalKillSignal CollectMode
FailureAction SuccessAction FailureActionExitStatus SuccessActionExitStatus JobTimeoutSec JobRunningTimeoutSec JobTimeoutAction
JobTimeoutRebootArgument StartLimitIntervalSec StartLimitInterval StartLimitBurst StartLimitAction RebootArgument SourcePath ${CONDITIONS}`;
const SERVICE = `Type ExitType RemainAfterExit GuessMainPID PIDFile BusName ExecStart ExecStartPre ExecStartPost ExecCondition ExecReload ExecStop
ExecStopPost RestartSec RestartSteps RestartMaxDelaySec RestartMode TimeoutStartSec TimeoutStopSec TimeoutSec TimeoutAbortSec
TimeoutStartFailureMode TimeoutStopFailureMode RuntimeMaxSec RuntimeRandomizedExtraSec WatchdogSec Restart SuccessExitStatus
RestartPreventExitStatus RestartForceExitStatus RootDirectoryStartOnly NonBlocking NotifyAccess Sockets FileDescriptorStoreMax
FileDescriptorStorePreserve USBFunctionDescriptors USBFunctionStrings OOMPolicy OpenFile ReloadSignal StartLimitInterval StartLimitBurst
StartLimitAction FailureAction PermissionsStartOnly ${EXEC} ${KILL} ${CGROUP}`;

const SECTIONS: Readonly<Record<string, ReadonlySet<string>>> = {
  Unit: words(UNIT),
  Install: words('Alias WantedBy RequiredBy UpheldBy Also DefaultInstance'),
  Service: words(SERVICE),
  Timer: words(
    `OnActiveSec OnBootSec OnStartupSec OnUnitActiveSec OnUnitInactiveSec OnCalendar AccuracySec RandomizedDelaySec FixedRandomDelay OnClockChange
     OnTimezoneChange Unit Persistent WakeSystem RemainAfterElapse`,
  ),
  Socket: words(
    `ListenStream ListenDatagram ListenSequentialPacket ListenFIFO ListenSpecial ListenNetlink ListenMessageQueue SocketProtocol BindIPv6Only
     Backlog BindToDevice SocketUser SocketGroup SocketMode DirectoryMode Accept Writable FlushPending MaxConnections MaxConnectionsPerSource
     KeepAlive Priority ReceiveBuffer SendBuffer IPTOS IPTTL Mark ReusePort PassCredentials PassSecurity PassPacketInfo Timestamping TCPCongestion
     ExecStartPre ExecStartPost ExecStopPre ExecStopPost TimeoutSec Service RemoveOnStop Symlinks FileDescriptorName TriggerLimitIntervalSec
     TriggerLimitBurst FreeBind Transparent Broadcast NoDelay DeferAcceptSec ${EXEC} ${KILL} ${CGROUP}`,
  ),
  Mount: words(
    `What Where Type Options SloppyOptions LazyUnmount ReadWriteOnly ForceUnmount DirectoryMode TimeoutSec ${EXEC} ${KILL} ${CGROUP}`,
  ),
  Swap: words(`What Priority Options TimeoutSec ${EXEC} ${KILL} ${CGROUP}`),
  Path: words(
    'PathExists PathExistsGlob PathChanged PathModified DirectoryNotEmpty Unit MakeDirectory DirectoryMode TriggerLimitIntervalSec TriggerLimitBurst',
  ),
  Slice: words(CGROUP),
  Scope: words(`RuntimeMaxSec OOMPolicy ${KILL} ${CGROUP}`),
  Automount: words('Where ExtraOptions DirectoryMode TimeoutIdleSec'),
};

/** Section of a unit's own type: `Service` for `x.service`. */
export const ownSection = (type: string): string => type.charAt(0).toUpperCase() + type.slice(1);

/** Whether a section belongs into a unit of this type. */
export const isKnownSection = (section: string, type: string): boolean =>
  section === 'Unit' || section === 'Install' || section === ownSection(type);

export const isKnownKey = (section: string, key: string): boolean => SECTIONS[section]?.has(key) ?? false;
