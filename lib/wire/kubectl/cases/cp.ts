import type { CaseGroup } from '../kubectl-case';

const files = { f: 'hi\n', 'd/a': 'a\n', 'd/sub/b': 'b\n', 'd/empty': '', 'dest/x': 'x\n', korean: '네카라\n' };

export const cp: readonly CaseGroup[] = [
  {
    name: 'cp',
    files,
    rate: 20,
    lines: `
cp
cp a
cp a b c
cp f g
cp shop/full:a shop/full:b
cp f shop/full:
cp f :x
cp f a/b/c:x
cp f nothere:/tmp/x
cp f shop/nothere:/tmp/x
cp nothere:/tmp/x y
cp nope shop/full:/tmp/x
cp f full:/tmp/x --foo
$ kubectl cp f full:/tmp/x -n shop; kubectl exec full -n shop -q -- cat /tmp/x
$ kubectl cp f shop/full:/tmp/x -c main; kubectl exec full -n shop -c main -- cat /tmp/x
$ kubectl cp f shop/full:/tmp/x --container=side; kubectl exec full -n shop -c side -- cat /tmp/x
cp f shop/full:/tmp/x -c nope
$ kubectl cp f shop/full:/tmp -c main; kubectl exec full -n shop -c main -- ls /tmp
$ kubectl cp d shop/full:/tmp -c main; kubectl exec full -n shop -c main -- find /tmp/d -type f | sort
$ kubectl cp d shop/full:/tmp/dd -c main; kubectl exec full -n shop -c main -- find /tmp/dd | sort
$ kubectl cp d/ shop/full:/tmp/dd -c main; kubectl exec full -n shop -c main -- find /tmp/dd | sort
$ kubectl cp ./d shop/full:/tmp/dd -c main --no-preserve; kubectl exec full -n shop -c main -- find /tmp/dd | sort
cp f shop/full:/nodir/x -c main
$ kubectl cp f shop/full:rel -c main; kubectl exec full -n shop -c main -- cat /rel
$ kubectl cp korean shop/full:/tmp/k -c main; kubectl cp shop/full:/tmp/k k -c main; cat k
$ kubectl cp shop/full:/etc/hostname out -c main; cat out
$ kubectl cp shop/full:/etc/hostname out --retries=3 -c main; cat out
$ kubectl cp shop/full:/etc/hostname ./dest/y -c main; ls dest
cp shop/full:/etc/hostname dest -c main
cp shop/full:/etc/hostname . -c main
$ kubectl cp shop/full:etc/hostname out -c main; cat out
$ kubectl cp d shop/full:/tmp/d -c main; kubectl cp shop/full:/tmp/d got -c main; find got | sort
$ kubectl cp d shop/full:/tmp/d -c main; kubectl cp shop/full:/tmp/d/ got -c main; find got | sort
$ ln -s f l; kubectl cp l shop/full:/tmp/l -c main; kubectl exec full -n shop -c main -- readlink /tmp/l
cp shop/full:/var/run vr -c main
cp shop/full:/etc/../etc/hostname x -c main
cp crasher:/x y -n shop
cp shop/nowhere:/x y
cp once:/x y -n shop
cp f shop/deploy/web:/x
`,
  },
];
