/** Settings of `:set` that act. */
export interface Settings {
  number: boolean;
  relativenumber: boolean;
  expandtab: boolean;
  autoindent: boolean;
  smartindent: boolean;
  list: boolean;
  paste: boolean;
  ignorecase: boolean;
  smartcase: boolean;
  hlsearch: boolean;
  incsearch: boolean;
  wrap: boolean;
  wrapscan: boolean;
  readonly: boolean;
  ruler: boolean;
  showmode: boolean;
  startofline: boolean;
  gdefault: boolean;
  magic: boolean;
  shiftround: boolean;
  tildeop: boolean;
  fixendofline: boolean;
  modifiable: boolean;
  confirm: boolean;
  cursorline: boolean;
  shiftwidth: number;
  tabstop: number;
  softtabstop: number;
  scrolloff: number;
  textwidth: number;
  backspace: string;
  nrformats: string;
  filetype: string;
  shell: string;
}

/** vim's own defaults with those of defaults.vim and Ubuntu's debian.vim. */
export function defaultSettings(): Settings {
  return {
    number: false,
    relativenumber: false,
    expandtab: false,
    autoindent: false,
    smartindent: false,
    list: false,
    paste: false,
    ignorecase: false,
    smartcase: false,
    hlsearch: false,
    incsearch: true,
    wrap: true,
    wrapscan: true,
    readonly: false,
    ruler: true,
    showmode: true,
    startofline: true,
    gdefault: false,
    magic: true,
    shiftround: false,
    tildeop: false,
    fixendofline: true,
    modifiable: true,
    confirm: false,
    cursorline: false,
    shiftwidth: 8,
    tabstop: 8,
    softtabstop: 0,
    scrolloff: 0,
    textwidth: 0,
    backspace: 'indent,eol,start',
    nrformats: 'bin,hex',
    filetype: '',
    shell: '/bin/bash',
  };
}

const SHORT: Readonly<Record<string, keyof Settings>> = {
  nu: 'number',
  rnu: 'relativenumber',
  et: 'expandtab',
  ai: 'autoindent',
  si: 'smartindent',
  ic: 'ignorecase',
  scs: 'smartcase',
  hls: 'hlsearch',
  is: 'incsearch',
  ws: 'wrapscan',
  ro: 'readonly',
  ru: 'ruler',
  smd: 'showmode',
  sol: 'startofline',
  gd: 'gdefault',
  sr: 'shiftround',
  top: 'tildeop',
  fixeol: 'fixendofline',
  ma: 'modifiable',
  cf: 'confirm',
  cul: 'cursorline',
  sw: 'shiftwidth',
  ts: 'tabstop',
  sts: 'softtabstop',
  so: 'scrolloff',
  tw: 'textwidth',
  bs: 'backspace',
  nf: 'nrformats',
  ft: 'filetype',
  sh: 'shell',
};
/** Options of vim that change only what is not drawn here (colours, windows, swap files …): they are taken without a word. */
const WITHOUT_EFFECT =
  /^(?:no|inv)?(?:syntax|syn|cursorcolumn|cuc|mouse|compatible|cp|encoding|enc|background|bg|laststatus|ls|belloff|bo|clipboard|cb|ttimeoutlen|ttm|timeoutlen|tm|ttimeout|timeout|pastetoggle|pt|fileencodings?|fencs|fenc|fileformats?|ff|ffs|term|visualbell|vb|errorbells|eb|showmatch|sm|smarttab|sta|wildmenu|wmnu|wildmode|wim|history|hi|hidden|hid|undofile|udf|undolevels|ul|undodir|swapfile|swf|directory|backup|bk|writebackup|wb|backupdir|showcmd|sc|lazyredraw|lz|ttyfast|tf|colorcolumn|cc|numberwidth|nuw|listchars|lcs|fillchars|linebreak|lbr|showbreak|sbr|breakindent|foldenable|fen|foldmethod|fdm|foldlevel|fdl|splitright|spr|splitbelow|sb|autoread|ar|autowrite|aw|autochdir|acd|cindent|cin|indentexpr|inde|indentkeys|formatoptions|fo|matchpairs|mps|modeline|ml|modelines|mls|title|display|dy|whichwrap|ww|virtualedit|ve|completeopt|cot|signcolumn|scl|spell|statusline|stl|termguicolors|tgc|t_Co|sidescroll|ss|sidescrolloff|siso|scroll|scr|report|more|joinspaces|js|copyindent|ci|preserveindent|pi|binary|bin|bomb|keywordprg|kp|cedit|shortmess|shm|rulerformat|cmdheight|ch|viminfo|vi|guifont|gfn|regexpengine|re|endofline|eol)$/;

/** One word of `:set`: `nu`, `nonu`, `nu!`, `sw=2`, `sw+=2`, `list?`, `ts&`. The message that vim gives, '' when it is content. */
export function setOption(settings: Settings, word: string): string {
  const m = /^(no|inv)?([a-z_A-Z]+)([!?&]|[+^-]?[=:]([^]*))?$/.exec(word);
  if (!m) return `E518: Unknown option: ${word}`;
  const known = (name: string): keyof Settings | undefined =>
    Object.hasOwn(settings, name) ? (name as keyof Settings) : Object.hasOwn(SHORT, name) ? SHORT[name] : undefined;
  const whole = known((m[1] ?? '') + m[2]!);
  const name = whole ?? known(m[2]!);
  const prefix = whole ? undefined : m[1];
  if (!name) {
    const plain = (m[1] ?? '') + m[2]!;
    if (WITHOUT_EFFECT.test(plain)) return m[3] === '?' ? `${plain}: not simulated here` : '';
    return `E518: Unknown option: ${word.replace(/[+^-]?[=:!?&].*$/s, '')}`;
  }
  const value = settings[name];
  const after = m[3];
  if (after === '?' || (after === undefined && prefix === undefined && typeof value !== 'boolean'))
    return typeof value === 'boolean' ? `${value ? '  ' : 'no'}${name}` : `  ${name}=${value}`;
  const store = (to: Settings[keyof Settings]) => void ((settings as unknown as Record<string, unknown>)[name] = to);
  if (after === '&') {
    store(defaultSettings()[name]);
    return '';
  }
  if (typeof value === 'boolean') {
    if (after !== undefined && after !== '!') return `E474: Invalid argument: ${word}`;
    store(after === '!' || prefix === 'inv' ? !value : prefix !== 'no');
    return '';
  }
  if (prefix !== undefined || m[4] === undefined) return `E474: Invalid argument: ${word}`;
  if (typeof value === 'string') {
    store(after!.startsWith('+') ? [value, m[4]].filter(Boolean).join(',') : m[4]);
    return '';
  }
  if (!/^-?\d+$/.test(m[4])) return `E521: Number required after =: ${word}`;
  const number = after!.startsWith('+') ? value + Number(m[4]) : after!.startsWith('-') ? value - Number(m[4]) : Number(m[4]);
  if (number < 0 && name !== 'softtabstop') return `E487: Argument must be positive: ${word}`;
  if (name === 'tabstop' && (number < 1 || number > 9999)) return `E487: Argument must be positive: ${word}`;
  store(Math.min(number, 9999));
  return '';
}

/** `:set` and `:set all`: every option that is not at its default, or all of them. */
export function listOptions(settings: Settings, all: boolean): string[] {
  const normal = defaultSettings();
  return (Object.keys(normal) as (keyof Settings)[])
    .filter((name) => all || settings[name] !== normal[name])
    .sort()
    .map((name) => {
      const value = settings[name];
      return typeof value === 'boolean' ? `${value ? '  ' : 'no'}${name}` : `  ${name}=${value}`;
    });
}

/** How many columns one step of an indent has. */
export const shiftWidth = (settings: Settings): number => settings.shiftwidth || settings.tabstop;

/** How many columns the Tab key counts for. */
export const softTab = (settings: Settings): number =>
  settings.softtabstop < 0 ? shiftWidth(settings) : settings.softtabstop || settings.tabstop;
