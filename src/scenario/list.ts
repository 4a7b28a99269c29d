// `hartbed list`: scenarios and profiles that ship.
import type { LoadOptions } from "./load.js";
import { profileNames } from "./load-profile.js";
import { openProfile } from "./open-profile.js";
import { relativePath } from "./problem.js";
import { nodeAt } from "./source.js";
import { parseYaml } from "./yaml-source.js";

export interface Listed {
  readonly kind: "scenario" | "profile";
  /** What `run` or `--profile` takes. */
  readonly name: string;
  /** As the user would type it in the working directory. */
  readonly file: string;
  /** What it shows or stands for, in a line; empty when it does not say. */
  readonly title: string;
}

export function listShipped(options: LoadOptions): readonly Listed[] {
  return [...scenarios(options), ...profiles(options)];
}

function scenarios({ files, shipped, directory }: LoadOptions): readonly Listed[] {
  const yaml = files.list(`${shipped}/configs`).filter((name) => name.endsWith(".yaml"));
  return yaml.map((name) => {
    const file = `${shipped}/configs/${name}`;
    // Only the title is wanted: a scenario whose images are missing is listed all the same.
    const parsed = parseYaml(new TextDecoder().decode(files.read(file)), file);
    const title = "root" in parsed ? nodeAt(parsed.root, ["name"]) : null;
    return {
      kind: "scenario",
      name: name.replace(/\.yaml$/, ""),
      file: relativePath(file, directory),
      title: title?.kind === "scalar" ? String(title.value) : "",
    };
  });
}

function profiles(options: LoadOptions): readonly Listed[] {
  const { shipped, directory } = options;
  return profileNames(options, `${shipped}/configs`).map((name) => {
    const file = `${shipped}/configs/profiles/${name}.yaml`;
    const opened = openProfile(file, options);
    const title = opened.ok ? (opened.profile.description ?? "") : "";
    return { kind: "profile", name, file: relativePath(file, directory), title };
  });
}
