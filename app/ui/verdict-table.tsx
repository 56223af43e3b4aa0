'use client';

import { Fragment } from 'react';
import { fill } from '@/lib/i18n/messages';
import type { PodVerdict, VerdictNode } from '@/lib/sessions/pod-verdict';
import { useText } from './text-provider';

const FIRST = 'sticky left-0 z-[1] bg-surface py-1.5 pr-3 pl-3 text-left align-top font-medium';

/** Nodes across, plugins down: first who let the node pass, then how it was scored. */
export function VerdictTable({ verdict }: { verdict: PodVerdict }) {
  const text = useText();
  const { nodes, filters, scorers } = verdict;
  const cell = (node: VerdictNode) => `border-l border-line px-2.5 py-1.5 align-top ${node.chosen ? 'bg-accent-soft' : ''}`;
  const heading = (words: string) => (
    <tr>
      <th scope="colgroup" colSpan={nodes.length + 1} className="border-t border-line bg-sunken px-3 py-1.5 text-left font-bold">
        <span className="sticky left-3">{words}</span>
      </th>
    </tr>
  );
  return (
    <div role="region" aria-label={text.verdict.table} tabIndex={0} className="overflow-x-auto rounded-xl border border-line">
      <table className="w-full border-collapse text-[13px]">
        <caption className="sr-only">{text.verdict.table}</caption>
        <thead>
          <tr>
            <th scope="col" className={`${FIRST} text-soft`}>
              {text.verdict.plugin}
            </th>
            {nodes.map((node) => (
              <th key={node.name} scope="col" className={`min-w-24 text-left font-bold ${cell(node)}`}>
                {`${node.name} `}
                {node.chosen && (
                  <span className="ml-0.5 rounded bg-accent px-1.5 py-px text-[11.5px] text-accent-ink">{text.verdict.chosen}</span>
                )}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {heading(text.verdict.filter)}
          {filters.map((plugin) => (
            <tr key={plugin} className="border-t border-line">
              <th scope="row" className={FIRST}>
                {plugin}
              </th>
              {nodes.map((node) => (
                <td key={node.name} className={cell(node)}>
                  <FilterCell node={node} plugin={plugin} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
        {scorers.length > 0 && (
          <tbody>
            {heading(text.verdict.score)}
            {scorers.map(({ plugin, weight }) => (
              <tr key={plugin} className="border-t border-line">
                <th scope="row" className={FIRST}>
                  {plugin} <span className="block text-[12px] font-normal text-faint">{fill(text.verdict.weight, { n: weight })}</span>
                </th>
                {nodes.map((node) => (
                  <td key={node.name} className={`${cell(node)} tabular-nums`}>
                    <ScoreCell score={node.scores?.[plugin]} weight={weight} />
                  </td>
                ))}
              </tr>
            ))}
            <tr className="border-t-2 border-line font-bold">
              <th scope="row" className={`${FIRST} font-bold`}>
                {text.verdict.total}
              </th>
              {nodes.map((node) => (
                <td key={node.name} className={`${cell(node)} tabular-nums`}>
                  {node.total ?? <Nothing />}
                </td>
              ))}
            </tr>
          </tbody>
        )}
      </table>
    </div>
  );
}

function FilterCell({ node: { passed, refused }, plugin }: { node: VerdictNode; plugin: string }) {
  const text = useText();
  if (refused?.plugin === plugin) {
    return (
      <span className="flex gap-1.5 text-bad">
        <span aria-hidden="true" className="font-bold">
          ✕
        </span>
        <span className="min-w-32">
          <span className="sr-only">{text.verdict.refused}: </span>
          {refused.reasons.map((reason, index) => (
            <Fragment key={index}>
              {index > 0 && <br />}
              {reason}
            </Fragment>
          ))}
          {refused.unresolvable && <span className="mt-0.5 block text-[12px] text-soft">{text.verdict.unresolvable}</span>}
        </span>
      </span>
    );
  }
  if (!passed.includes(plugin)) return <Nothing />;
  return (
    <span className="text-good">
      <span aria-hidden="true">✓</span>
      <span className="sr-only">{text.verdict.passed}</span>
    </span>
  );
}

function ScoreCell({ score, weight }: { score: number | undefined; weight: number }) {
  if (score === undefined) return <Nothing />;
  if (weight === 1) return score;
  return (
    <>
      {score} <span className="text-[12px] whitespace-nowrap text-faint">{`= ${score / weight} × ${weight}`}</span>
    </>
  );
}

function Nothing() {
  const text = useText();
  return (
    <span className="text-faint" title={text.verdict.notAsked}>
      <span aria-hidden="true">–</span>
      <span className="sr-only">{text.verdict.notAsked}</span>
    </span>
  );
}
