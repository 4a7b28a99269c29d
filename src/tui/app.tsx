// The whole screen: what stands where comes from layout.ts.
import { Box } from "ink";
import { Block } from "./block.js";
import { ConsolePane } from "./console-pane.js";
import { MIN_COLUMNS, MIN_ROWS } from "./layout.js";
import { type Model, ModelContext, useLayout, useTerminalSize, useUi } from "./model.js";
import { ConsoleList, CountersPanel, ExitsPanel, HelpPanel, KeyLine, MachineLine, Separator } from "./panels.js";
import { span } from "./spans.js";

export function App({ model }: { readonly model: Model }) {
  return (
    <ModelContext.Provider value={model}>
      <Screen />
    </ModelContext.Provider>
  );
}

function Screen() {
  const { columns, rows } = useTerminalSize();
  const { mode } = useUi();
  const layout = useLayout();
  if (layout === null) return <TooSmall columns={columns} rows={rows} />;
  return (
    <Box width={columns} height={rows}>
      <MachineLine rect={layout.machine} />
      {mode === "help" ? (
        <HelpPanel rect={layout.middle} />
      ) : (
        <>
          {layout.panes.map((place) => (
            <ConsolePane key={place.console} place={place} />
          ))}
          {layout.separators.map((rect) => (
            <Separator key={`${rect.x},${rect.y}`} rect={rect} />
          ))}
          {layout.list === null ? null : <ConsoleList rect={layout.list} />}
          {layout.counters === null ? null : <CountersPanel place={layout.counters} />}
          {layout.exits === null ? null : <ExitsPanel rect={layout.exits} />}
        </>
      )}
      <KeyLine rect={layout.keys} />
    </Box>
  );
}

function TooSmall({ columns, rows }: { readonly columns: number; readonly rows: number }) {
  const rect = { x: 0, y: 0, width: columns, height: rows };
  const lines = [
    [span("Terminal too small")],
    [span(`${columns}x${rows}; needs ${MIN_COLUMNS}x${MIN_ROWS}`)],
    [span("make it larger")],
  ];
  return (
    <Box width={columns} height={rows}>
      <Block rect={rect} lines={lines} />
    </Box>
  );
}
