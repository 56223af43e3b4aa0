import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { listLabs } from '@/lib/labs/load';
import { renderMarkdown } from './markdown';
import { chapterOfLab, listTracks, loadLesson, loadTrack, TRACKS_FOLDER } from './tracks';

describe('tracks', () => {
  it('loads every track and lesson of the product, whose labs all exist', () => {
    expect(existsSync(TRACKS_FOLDER)).toBe(true);
    const tracks = listTracks();
    expect(tracks.map(({ order }) => order)).toEqual(tracks.map(({ order }) => order).sort((a, b) => a - b));
    expect(tracks.length).toBeGreaterThanOrEqual(3);
    const labs = new Set(listLabs());
    const unknown = tracks.flatMap((track) => track.chapters.flatMap((chapter) => chapter.labs.filter((lab) => !labs.has(lab))));
    expect(unknown).toEqual([]);
  });

  it('takes the heading that repeats the title away', () => {
    const lesson = loadLesson('nekala', '05-pod', 'ko')!;
    expect(lesson.title).toBe('파드');
    expect(lesson.body).not.toMatch(/^# /);
    expect(chapterOfLab(lesson.labs[0]!)?.chapter.slug).toBe('05-pod');
  });

  it('refuses names that lead out of the folder', () => {
    expect(loadTrack('../tracks/nekala')).toBeUndefined();
    expect(loadLesson('nekala', '../nekala/05-pod', 'ko')).toBeUndefined();
  });
});

describe('markdown', () => {
  const labels = { copy: '복사', run: '실행' };

  it('renders tables, headings and coloured code with buttons', async () => {
    const { html, headings } = await renderMarkdown('## 둘째 제목\n\n| a |\n| - |\n| b |\n\n```bash\nkubectl get po\n```\n\n```yaml\na: 1\n```\n', labels);
    expect(headings).toEqual([{ id: '둘째-제목', text: '둘째 제목' }]);
    expect(html).toContain('<div class="table-scroll"');
    expect(html).toContain('--shiki-dark');
    expect(html.match(/data-action="run"/g)).toHaveLength(1);
    expect(html.match(/data-action="copy"/g)).toHaveLength(2);
  });

  it('lets nothing dangerous through', async () => {
    const { html } = await renderMarkdown('<script>alert(1)</script> [x](javascript:alert(1)) <img src=x onerror=alert(1)>', labels);
    expect(html).not.toMatch(/script|onerror|javascript:/);
  });
});
