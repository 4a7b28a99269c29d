// Paths of the host with forward slashes: floors below the runner do without Node's path module.

/** `path` as seen from `directory` (absolute), with `.` and `..` resolved. */
export function resolvePath(directory: string, path: string): string {
  const absolute = path.startsWith("/") ? path : `${directory}/${path}`;
  const steps: string[] = [];
  for (const step of absolute.split("/")) {
    if (step === "..") steps.pop();
    else if (step !== "" && step !== ".") steps.push(step);
  }
  return `/${steps.join("/")}`;
}

export function directoryOf(path: string): string {
  return path.slice(0, Math.max(1, path.lastIndexOf("/")));
}

export function fileName(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}
