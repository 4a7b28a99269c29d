// Strongly connected components of a small graph, in topological order (Tarjan).

/** Components of `nodes` under `successors`; each comes before those it leads to. */
export function components(
  nodes: readonly number[],
  successors: (node: number) => readonly number[],
): readonly (readonly number[])[] {
  const index = new Map<number, number>();
  const low = new Map<number, number>();
  const onStack = new Set<number>();
  const stack: number[] = [];
  const found: number[][] = [];
  const begin = (node: number) => {
    index.set(node, index.size);
    low.set(node, index.get(node)!);
    stack.push(node);
    onStack.add(node);
    return { node, next: 0, to: successors(node) };
  };
  const lower = (node: number, to: number) => low.set(node, Math.min(low.get(node)!, to));
  for (const root of nodes) {
    if (index.has(root)) continue;
    const path = [begin(root)];
    for (let top = path.at(-1); top !== undefined; top = path.at(-1)) {
      const to = top.to[top.next++];
      if (to !== undefined) {
        if (!index.has(to)) path.push(begin(to));
        else if (onStack.has(to)) lower(top.node, index.get(to)!);
        continue;
      }
      path.pop();
      const parent = path.at(-1);
      if (parent !== undefined) lower(parent.node, low.get(top.node)!);
      if (low.get(top.node) !== index.get(top.node)) continue;
      const component = stack.splice(stack.indexOf(top.node));
      for (const node of component) onStack.delete(node);
      found.push(component);
    }
  }
  return found.reverse();
}
