// One console: its title, and its screen, which the painter draws over the place that is kept for it here.
import { useLayoutEffect } from "react";
import { Block } from "./block.js";
import type { PanePlace } from "./layout.js";
import { useMachineView, useMarks, useModel, useUi } from "./model.js";
import { paneTitle } from "./title-spans.js";

export function ConsolePane({ place }: { readonly place: PanePlace }) {
  const { screens, painter, colour } = useModel();
  const view = useMachineView();
  const ui = useUi();
  const marks = useMarks();
  const screen = screens[place.console];
  const focused = ui.focus === place.console;
  const cursor = focused && ui.mode !== "scroll";
  const { x, y, width, height } = place.body;
  useLayoutEffect(() => {
    if (screen === undefined) return;
    screen.resize(width, height);
    painter.place(screen.name, { rect: { x, y, width, height }, rows: () => screen.rows(cursor, colour) });
    return () => painter.remove(screen.name);
  }, [screen, painter, x, y, width, height, cursor, colour]);
  const elsewhere = ui.zoom ? marks.flatMap((mark, index) => (mark.unread ? [index] : [])) : [];
  const title = paneTitle(view, place.console, marks[place.console], focused, elsewhere, place.title.width);
  return <Block rect={place.title} lines={[title]} />;
}
