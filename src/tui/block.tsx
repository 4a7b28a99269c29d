// A rectangle of finished lines at its place on the screen.
import { Box, Text, Transform } from "ink";
import { useMemo } from "react";
import type { Rect } from "./layout.js";
import { useModel } from "./model.js";
import { fitSpans, type Span } from "./spans.js";

/**
 * Draws `lines`, cut or filled to `rect`. Ink measures a text that never changes and is given the real one as it is
 * written: its measurements are kept for ever, and counters are a new text several times a second.
 */
export function Block({ rect, lines }: { readonly rect: Rect; readonly lines: readonly (readonly Span[])[] }) {
  const { colour } = useModel();
  const { x, y, width, height } = rect;
  const filler = useMemo(() => Array.from({ length: height }, () => "x".repeat(width)).join("\n"), [width, height]);
  if (width <= 0 || height <= 0) return null;
  const texts = Array.from({ length: height }, (_, row) => fitSpans(lines[row] ?? [], width, colour));
  return (
    <Box position="absolute" marginLeft={x} marginTop={y} width={width} height={height}>
      <Transform transform={(_, row) => texts[row] ?? ""}>
        <Text>{filler}</Text>
      </Transform>
    </Box>
  );
}
