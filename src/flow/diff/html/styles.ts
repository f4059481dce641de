import { darkTokens, lightTokens } from './tokens.ts';

function declare(tokens: Readonly<Record<string, string>>): string {
  return Object.entries(tokens)
    .map(([name, value]) => `--ps-${name}:${value};`)
    .join('');
}

const families = ['trigger', 'map', 'logic', 'human', 'action', 'guard', 'sub']
  .map((name) => `[data-family="${name}"]{--tint:var(--ps-f-${name});--tint-soft:var(--ps-f-${name}-soft)}`)
  .join('\n');

/** The style sheet of the report: the colours of the interface by what the reader's system prefers, light on paper. */
export const styleSheet = `
:root{color-scheme:light dark;${declare(lightTokens)}
--font:"Inter Variable",Inter,system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",sans-serif;
--mono:"JetBrains Mono Variable","JetBrains Mono",ui-monospace,"Cascadia Code",Consolas,monospace}
@media screen and (prefers-color-scheme:dark){:root{${declare(darkTokens)}}}
@media print{:root{color-scheme:light}}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%}
body{margin:0;background:var(--ps-bg-app);color:var(--ps-fg);font:420 14px/1.5 var(--font);-webkit-font-smoothing:antialiased}
h1,h2,h3,p,ul,ol,dl,dd,figure{margin:0;padding:0}
ul,ol{list-style:none}
a{color:var(--ps-accent-text);text-underline-offset:2px}
:focus-visible{outline:2px solid var(--ps-accent);outline-offset:2px;border-radius:4px}
code,del,ins{font-family:var(--mono);font-size:12px}
.sr{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
.shapes{position:absolute}
.icon,.glyph,symbol{fill:none;stroke:currentColor;stroke-width:2;stroke-linecap:round;stroke-linejoin:round}
.icon{flex:none}
${families}

.top{background:var(--ps-bg-panel);border-bottom:1px solid var(--ps-line)}
.bar{display:flex;align-items:center;gap:10px;max-width:1400px;margin:0 auto;padding:10px 24px 0;color:var(--ps-fg-muted);font-size:13px}
.bar svg{flex:none}
.lead{max-width:1400px;margin:0 auto;padding:10px 24px 18px;display:flex;flex-wrap:wrap;align-items:end;gap:10px 24px}
h1{font-size:24px;line-height:1.25;font-weight:660;letter-spacing:-.01em;overflow-wrap:anywhere}
h1 .side{font-weight:660}
h1 .to{color:var(--ps-fg-subtle);font-weight:420;padding:0 6px}
.summary{color:var(--ps-fg-muted);margin-top:2px}
.counts{display:flex;flex-wrap:wrap;gap:8px;margin-inline-start:auto}
.count{display:flex;align-items:center;gap:6px;padding:4px 10px;border-radius:999px;border:1px solid var(--ps-line);background:var(--ps-bg-panel);font-size:13px;color:var(--ps-fg-muted)}
.count b{font-weight:660;color:var(--ps-fg)}
.dot{width:9px;height:9px;border-radius:50%;background:var(--ps-line-control)}
.count.high .dot{background:var(--ps-danger);border-radius:2px;transform:rotate(45deg)}
.count.medium .dot{background:var(--ps-warn)}
.count.low .dot{background:var(--ps-info)}
.count.none .dot{background:none;border:2px solid var(--ps-line-control)}

main{max-width:1400px;margin:0 auto;padding:20px 24px 48px;display:grid;grid-template-columns:minmax(0,1fr);gap:20px}
.panel{background:var(--ps-bg-panel);border:1px solid var(--ps-line);border-radius:12px;overflow:hidden}
.panel>header{display:flex;flex-wrap:wrap;align-items:baseline;gap:4px 12px;padding:14px 20px}
h2{font-size:16px;line-height:1.3;font-weight:660;overflow-wrap:anywhere}
.panel>header p,.where{color:var(--ps-fg-muted);font-size:13px}
.panel>header code{color:var(--ps-fg-muted);overflow-wrap:anywhere}
.panel>header .tally{margin-inline-start:auto;color:var(--ps-fg-muted);font-size:13px}
h3{padding:14px 20px 4px;font-size:12px;font-weight:600;color:var(--ps-fg-muted)}

.first{border-color:var(--ps-danger)}
.first>header{background:var(--ps-danger-soft);color:var(--ps-danger-text)}
.first>header h2{display:flex;gap:8px;align-items:center}
.first>header p{color:var(--ps-danger-text)}
.first ul{padding:6px 20px 12px;columns:2 420px;column-gap:32px}
.first li{break-inside:avoid;padding:5px 0;display:flex;gap:10px;align-items:baseline}
.first li .icon{color:var(--ps-danger-text);position:relative;top:3px}
.first .where{display:block}
.first a{color:var(--ps-fg);text-decoration-color:var(--ps-line-control)}
.first a:hover{text-decoration-color:currentColor}

.unread{border-color:var(--ps-warn)}
.unread>header{background:var(--ps-warn-soft);color:var(--ps-warn-text)}
.unread ul{padding:8px 20px 12px}
.unread li{padding:3px 0}

.canvas{border-block:1px solid var(--ps-line-subtle);background-color:var(--ps-bg-canvas);background-image:radial-gradient(var(--ps-canvas-dot) 1px,transparent 1px);background-size:16px 16px;overflow:auto;max-height:760px}
.graph{display:block;margin:0 auto;font-family:var(--font)}
.graph .body{fill:var(--ps-bg-panel);stroke:var(--ps-line);stroke-width:1}
.graph .rule{stroke:var(--ps-line-subtle)}
.graph .tile{fill:var(--tint-soft)}
.graph [data-family] .glyph{color:var(--tint)}
.graph text{fill:var(--ps-fg);font-size:13px}
.graph .name{font-weight:600}
.graph .type,.graph .outcome{font-size:11px;font-weight:420;fill:var(--ps-fg-muted)}
.graph .outcome{text-anchor:end}
.graph .outcome.down{text-anchor:start}
.graph .port{fill:var(--ps-bg-panel);stroke:var(--ps-line-control);stroke-width:1.75}
.graph .same .name{font-weight:520}
.graph .same>.glyph,.graph .same [data-family] .glyph{color:var(--ps-fg-subtle)}
.graph .same .tile{fill:var(--ps-bg-sunken)}
.graph .box.added .body{fill:var(--ps-diff-add-bg);stroke:var(--ps-diff-add);stroke-width:2}
.graph .box.changed .body{fill:var(--ps-diff-mod-bg);stroke:var(--ps-diff-mod);stroke-width:2}
.graph .box.removed .body{fill:var(--ps-diff-del-bg);stroke:var(--ps-diff-del);stroke-width:2;stroke-dasharray:6 4}
.graph .removed .name{text-decoration:line-through}
.graph .removed .type{text-decoration:none}
.graph .box.added .rule{stroke:var(--ps-diff-add);opacity:.4}
.graph .box.changed .rule{stroke:var(--ps-diff-mod);opacity:.4}
.graph .box.removed .rule{stroke:var(--ps-diff-del);opacity:.4}
.graph .frame .body{fill:var(--ps-frame-bg);stroke:var(--ps-frame-line)}
.graph .frame.added .body{stroke:var(--ps-diff-add);stroke-width:2}
.graph .frame.changed .body{stroke:var(--ps-diff-mod);stroke-width:2}
.graph .frame.removed .body{stroke:var(--ps-diff-del);stroke-width:2;stroke-dasharray:6 4}
.graph .word rect{fill:var(--ps-bg-panel);stroke-width:1.25}
.graph .word text{font-size:11px;font-weight:600;text-anchor:middle;text-decoration:none}
.graph .word.added rect{stroke:var(--ps-diff-add)}.graph .word.added text{fill:var(--ps-ok-text)}
.graph .word.changed rect{stroke:var(--ps-diff-mod)}.graph .word.changed text{fill:var(--ps-warn-text)}
.graph .word.removed rect{stroke:var(--ps-diff-del)}.graph .word.removed text{fill:var(--ps-danger-text)}
.graph .edge path{fill:none;stroke:var(--ps-edge);stroke-width:1.75}
.graph .edge.added>path{stroke:var(--ps-diff-add);stroke-width:2.5}
.graph .edge.removed>path{stroke:var(--ps-diff-del);stroke-width:2;stroke-dasharray:6 4}
.graph .sign circle{fill:var(--ps-bg-panel);stroke-width:1.5}
.graph .sign path{stroke-width:2}
.graph .added .sign *{stroke:var(--ps-diff-add)}
.graph .removed .sign *{stroke:var(--ps-diff-del)}
.graph .folded .body{fill:none;stroke:var(--ps-line-control);stroke-dasharray:2 4}
.graph .folded .outcome{text-anchor:middle;font-size:12px}
.same-graph{padding:0 20px 10px;color:var(--ps-fg-muted);font-size:13px;border-bottom:1px solid var(--ps-line-subtle)}
.graph .box:target .body,.graph .frame:target .body{stroke:var(--ps-accent);stroke-width:4;stroke-dasharray:none}
.legend{display:flex;flex-wrap:wrap;gap:6px 16px;padding:8px 20px;border-bottom:1px solid var(--ps-line-subtle);font-size:12px;color:var(--ps-fg-muted)}
.legend li{display:flex;gap:7px;align-items:center}
.swatch{width:14px;height:12px;border-radius:3px;border:2px solid}
.swatch.added{border-color:var(--ps-diff-add)}.swatch.removed{border-color:var(--ps-diff-del);border-style:dashed}.swatch.changed{border-color:var(--ps-diff-mod)}.swatch.same{border:1px solid var(--ps-line-control)}

.changes{padding:4px 0 8px}
.change{display:grid;grid-template-columns:28px minmax(0,1fr) auto;gap:2px 12px;padding:10px 20px;align-items:start}
.change+.change{border-top:1px solid var(--ps-line-subtle)}
.change:target{background:var(--ps-accent-soft)}
.mark{display:grid;place-items:center;width:28px;height:28px;border-radius:7px}
.mark.added{background:var(--ps-diff-add-bg);color:var(--ps-ok-text)}
.mark.removed{background:var(--ps-diff-del-bg);color:var(--ps-danger-text)}
.mark.changed{background:var(--ps-diff-mod-bg);color:var(--ps-warn-text)}
.mark.moved{background:var(--ps-info-soft);color:var(--ps-info-text)}
.mark.reach{background:var(--ps-danger-soft);color:var(--ps-danger-text)}
.sentence{font-weight:520;overflow-wrap:anywhere;padding-top:2px}
.meta{color:var(--ps-fg-muted);font-size:12px;overflow-wrap:anywhere}
.meta code{font-size:11.5px}
.risk{display:inline-flex;align-items:center;gap:6px;padding:1px 9px;border-radius:999px;font-size:12px;font-weight:600;white-space:nowrap;margin-top:4px}
.risk.high{background:var(--ps-danger-soft);color:var(--ps-danger-text)}
.risk.medium{background:var(--ps-warn-soft);color:var(--ps-warn-text)}
.risk.low{background:var(--ps-info-soft);color:var(--ps-info-text)}
.risk.none{background:var(--ps-idle-soft);color:var(--ps-idle-text)}
.values{margin-top:4px;overflow-wrap:anywhere;font-size:12px}
.field{color:var(--ps-fg-muted);margin-inline-end:6px}
.unset{color:var(--ps-fg-subtle);font-style:italic;font-size:12px}
.arrow{color:var(--ps-fg-subtle)}
.values del,.values ins{padding:1px 5px;border-radius:4px}
del{background:var(--ps-diff-del-bg);color:var(--ps-fg);text-decoration:line-through;text-decoration-color:var(--ps-diff-del)}
ins{background:var(--ps-diff-add-bg);color:var(--ps-fg);text-decoration:none}
.lines{margin-top:8px;border:1px solid var(--ps-line);border-radius:8px;overflow:auto;max-height:520px;background:var(--ps-bg-panel)}
.lines table{border-collapse:collapse;width:100%;table-layout:fixed;font:420 12px/1.55 var(--mono)}
.lines.one table{max-width:none}
.lines th{position:sticky;top:0;padding:4px 12px;text-align:start;font:600 11.5px/1.5 var(--font);color:var(--ps-fg-muted);background:var(--ps-bg-sunken);border-bottom:1px solid var(--ps-line-subtle)}
.lines td{padding:0 8px;vertical-align:top;white-space:pre-wrap;overflow-wrap:anywhere;tab-size:2}
.lines .number{width:56px;text-align:end;color:var(--ps-fg-muted);user-select:none;white-space:nowrap;padding-inline:6px 4px}
.lines col.n{width:56px}
.sign{display:inline-block;width:14px;text-align:center}
.lines td.removed{background:var(--ps-diff-del-bg)}
.lines td.added{background:var(--ps-diff-add-bg)}
.lines td:nth-child(3){border-inline-start:1px solid var(--ps-line-subtle)}
.lines td.nothing{background:repeating-linear-gradient(135deg,var(--ps-bg-sunken) 0 5px,var(--ps-line-subtle) 5px 6px)}
.lines .hidden td{padding:2px 12px;color:var(--ps-fg-muted);background:var(--ps-bg-sunken);font:420 12px/1.6 var(--font);border-block:1px solid var(--ps-line-subtle)}
.lines del,.lines ins{font:inherit;background:none;text-decoration:none}
mark{color:inherit;background:none;border-radius:2px}
.lines del mark{background:color-mix(in srgb,var(--ps-diff-del) 24%,transparent);text-decoration:line-through;text-decoration-color:var(--ps-diff-del)}
.lines ins mark{background:color-mix(in srgb,var(--ps-diff-add) 24%,transparent);text-decoration:underline;text-decoration-color:var(--ps-diff-add);text-underline-offset:2px}
.empty{padding:40px 20px;text-align:center;color:var(--ps-fg-muted)}
.empty h2{color:var(--ps-fg);margin-bottom:4px}
footer{max-width:1400px;margin:0 auto;padding:0 24px 32px;color:var(--ps-fg-muted);font-size:12px}

@media (max-width:720px){
.counts{margin-inline-start:0}
.change{grid-template-columns:28px minmax(0,1fr)}
.change>.risk{grid-column:2;justify-self:start}
.lead,main,.bar,footer{padding-inline:14px}
}
@media print{
body{background:none;font-size:10.5pt;-webkit-print-color-adjust:exact;print-color-adjust:exact}
.top,.panel{border-color:#999}
main{display:block;padding-inline:0}
.panel{margin-bottom:14pt;overflow:visible}
.change,.first li,.lines tr{break-inside:avoid}
.panel>header,h3,.legend{break-after:avoid}
.canvas{overflow:visible;max-height:none;break-inside:avoid}
.graph{max-width:100%;height:auto;max-height:170mm}
.jump{display:none}
.lines{max-height:none;overflow:visible}
.lines th{position:static}
a{color:inherit;text-decoration:none}
@page{margin:14mm}
}
@media (forced-colors:active){.graph .body,.graph .word rect{stroke:CanvasText}.graph .edge path{stroke:CanvasText}.risk,.mark{border:1px solid}}
`.trim();
