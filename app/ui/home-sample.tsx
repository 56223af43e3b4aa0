const LINES = [
  ['$ ', 'kubectl create deploy web --image=nginx --replicas=3'],
  ['', 'deployment.apps/web created'],
  ['$ ', 'kubectl get pods'],
  ['', 'NAME                   READY   STATUS    RESTARTS   AGE'],
  ['', 'web-7c5ddbdf54-2xkqm   1/1     Running   0          4s'],
  ['', 'web-7c5ddbdf54-9r8wd   1/1     Running   0          4s'],
  ['', 'web-7c5ddbdf54-tl5vn   1/1     Running   0          4s'],
  ['$ ', ''],
] as const;

/** What working here looks like, as a still. */
export function HomeSample() {
  return (
    <div aria-hidden="true" className="overflow-hidden rounded-2xl border border-[#263142] bg-[#10161f] shadow-2xl shadow-black/15">
      <div className="flex h-10 items-center gap-2 border-b border-[#263142] px-4">
        {[0, 1, 2].map((dot) => (
          <span key={dot} className="size-3 rounded-full bg-[#2f3b50]" />
        ))}
        <span className="ml-2 font-mono text-xs text-[#8592a8]">root@controlplane</span>
      </div>
      <pre className="overflow-hidden p-5 font-mono text-[13px] leading-7 text-[#c3cede]">
        {LINES.map(([prompt, words], index) => (
          <span key={index} className="block overflow-hidden text-ellipsis whitespace-pre">
            <span className="text-[#6fd6a6]">{prompt}</span>
            <span className={prompt ? 'text-[#eef3fb]' : ''}>{words}</span>
            {prompt && !words && <span className="inline-block h-4 w-2 translate-y-0.5 bg-[#7fb0ff]" />}
          </span>
        ))}
      </pre>
    </div>
  );
}
