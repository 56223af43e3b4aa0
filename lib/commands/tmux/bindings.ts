import type { Binding } from './model';

const PREFIX = `C-b send-prefix
C-o rotate-window
Space next-layout
! break-pane
" split-window
# list-buffers
$ command-prompt -I "#S" { rename-session "%%" }
% split-window -h
& confirm-before -p "kill-window #W? (y/n)" kill-window
' command-prompt -p index { select-window -t ":%%" }
( switch-client -p
) switch-client -n
, command-prompt -I "#W" { rename-window "%%" }
- delete-buffer
. command-prompt { move-window -t "%%" }
0 select-window -t :=0
1 select-window -t :=1
2 select-window -t :=2
3 select-window -t :=3
4 select-window -t :=4
5 select-window -t :=5
6 select-window -t :=6
7 select-window -t :=7
8 select-window -t :=8
9 select-window -t :=9
: command-prompt
; last-pane
= choose-buffer -Z
? list-keys -N
D choose-client -Z
E select-layout -E
L switch-client -l
[ copy-mode
] paste-buffer -p
c new-window
d detach-client
f command-prompt { find-window -Z "%%" }
i display-message
l last-window
n next-window
o select-pane -t :.+
p previous-window
q display-panes
r refresh-client
s choose-tree -Zs
t clock-mode
w choose-tree -Zw
x confirm-before -p "kill-pane #P? (y/n)" kill-pane
z resize-pane -Z
{ swap-pane -U
} swap-pane -D
~ show-messages
PPage copy-mode -u
M-1 select-layout even-horizontal
M-2 select-layout even-vertical
M-3 select-layout main-horizontal
M-4 select-layout main-vertical
M-5 select-layout tiled
M-o rotate-window -D`;

const REPEATED = `Up select-pane -U
Down select-pane -D
Left select-pane -L
Right select-pane -R
M-Up resize-pane -U 5
M-Down resize-pane -D 5
M-Left resize-pane -L 5
M-Right resize-pane -R 5
C-Up resize-pane -U
C-Down resize-pane -D
C-Left resize-pane -L
C-Right resize-pane -R`;

const COPY_VI = `C-b page-up
C-c cancel
C-d halfpage-down
C-e scroll-down
C-f page-down
C-h cursor-left
C-j copy-pipe-and-cancel
Enter copy-pipe-and-cancel
C-u halfpage-up
C-v rectangle-toggle
C-y scroll-up
Escape clear-selection
Space begin-selection
$ end-of-line
% next-matching-bracket
, jump-reverse
; jump-again
A append-selection-and-cancel
B previous-space
D copy-pipe-end-of-line-and-cancel
E next-space-end
G history-bottom
H top-line
J scroll-down
K scroll-up
L bottom-line
M middle-line
N search-reverse
P toggle-position
V select-line
W next-space
X set-mark
0 start-of-line
^ back-to-indentation
b previous-word
e next-word-end
g history-top
h cursor-left
j cursor-down
k cursor-up
l cursor-right
n search-again
o other-end
q cancel
r refresh-from-pane
v rectangle-toggle
w next-word
{ previous-paragraph
} next-paragraph
BSpace cursor-left
NPage page-down
PPage page-up
Up cursor-up
Down cursor-down
Left cursor-left
Right cursor-right
M-x jump-to-mark
C-Up scroll-up
C-Down scroll-down`;

const COPY_EMACS = `C-Space begin-selection
C-a start-of-line
C-b cursor-left
C-c cancel
C-e end-of-line
C-f cursor-right
C-g clear-selection
C-k copy-pipe-end-of-line-and-cancel
C-n cursor-down
C-p cursor-up
C-v page-down
C-w copy-pipe-and-cancel
Escape cancel
Space page-down
, jump-reverse
; jump-again
N search-reverse
P toggle-position
R rectangle-toggle
X set-mark
n search-again
q cancel
r refresh-from-pane
Home start-of-line
End end-of-line
NPage page-down
PPage page-up
Up cursor-up
Down cursor-down
Left cursor-left
Right cursor-right
M-C-b previous-matching-bracket
M-C-f next-matching-bracket
M-< history-top
M-> history-bottom
M-R top-line
M-b previous-word
M-f next-word-end
M-m back-to-indentation
M-r middle-line
M-v page-up
M-w copy-pipe-and-cancel
M-x jump-to-mark
M-{ previous-paragraph
M-} next-paragraph
M-Up halfpage-up
M-Down halfpage-down
C-Up scroll-up
C-Down scroll-down`;

const ASKING = (
  up: string,
  down: string,
  goTo: string,
): string => `${up} command-prompt -T search -p "(search up)" { send-keys -X search-backward "%%" }
${down} command-prompt -T search -p "(search down)" { send-keys -X search-forward "%%" }
${goTo} command-prompt -p "(goto line)" { send-keys -X goto-line "%%" }
f command-prompt -1 -p "(jump forward)" { send-keys -X jump-forward "%%" }
F command-prompt -1 -p "(jump backward)" { send-keys -X jump-backward "%%" }
t command-prompt -1 -p "(jump to forward)" { send-keys -X jump-to-forward "%%" }
T command-prompt -1 -p "(jump to backward)" { send-keys -X jump-to-backward "%%" }`;

function table(text: string, repeat: boolean, head = ''): Record<string, Binding> {
  const entries = text.split('\n').map((line) => {
    const at = line.indexOf(' ');
    return [line.slice(0, at), { command: head + line.slice(at + 1), repeat }] as const;
  });
  return Object.fromEntries(entries);
}

/** The key tables that tmux begins with. */
export function defaultBindings(): Record<string, Record<string, Binding>> {
  return {
    root: {},
    prefix: { ...table(PREFIX, false), ...table(REPEATED, true) },
    'copy-mode': { ...table(COPY_EMACS, false, 'send-keys -X '), ...table(ASKING('C-r', 'C-s', 'g'), false) },
    'copy-mode-vi': { ...table(COPY_VI, false, 'send-keys -X '), ...table(ASKING('?', '/', ':'), false) },
  };
}
