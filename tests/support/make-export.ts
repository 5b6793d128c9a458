/** One row of a Strava export by what it says, as the text in each cell. */
export interface ExportRow {
  id: string;
  date: string;
  name: string;
  type: string;
  elapsedSummary: string;
  km: string;
  maxHeartRateSummary: string;
  gearName: string;
  elapsed: string;
  moving: string;
  metres: string;
  cadence: string;
  maxHeartRate: string;
  averageHeartRate: string;
  effort: string;
  gear: string;
}

type Column = readonly [header: string, cell: keyof ExportRow | null];

const span = (key: string, text: string) =>
  `<span class="translation_missing" title="translation missing: en-US.${key}">${text}</span>`;

/** The order and the repeated names of a real export, without the columns that nothing reads. */
const COLUMNS: readonly Column[] = [
  ["Activity ID", "id"],
  ["Activity Date", "date"],
  ["Activity Name", "name"],
  ["Activity Type", "type"],
  ["Elapsed Time", "elapsedSummary"],
  ["Distance", "km"],
  ["Max Heart Rate", "maxHeartRateSummary"],
  ["Relative Effort", null],
  ["Commute", null],
  ["Activity Gear", "gearName"],
  ["Filename", null],
  ["Elapsed Time", "elapsed"],
  ["Moving Time", "moving"],
  ["Distance", "metres"],
  ["Average Cadence", "cadence"],
  ["Max Heart Rate", "maxHeartRate"],
  ["Average Heart Rate", "averageHeartRate"],
  ["Relative Effort", null],
  ["Perceived Exertion", "effort"],
  [span("type", "Type"), null],
  ["Commute", null],
  [span("gear", "Gear"), "gear"],
];

/** A 5 km run in 25 minutes on Sunday 12 September 2021, with nothing that would need a watch. */
export function makeExportRow(overrides: Partial<ExportRow> = {}): ExportRow {
  return {
    id: "1",
    date: "Sep 12, 2021, 5:06:00 PM",
    name: "Evening run",
    type: "Run",
    elapsedSummary: "1560",
    km: "5.00",
    maxHeartRateSummary: "",
    gearName: "",
    elapsed: "1560.0",
    moving: "1500.0",
    metres: "5000.0",
    cadence: "",
    maxHeartRate: "",
    averageHeartRate: "",
    effort: "",
    gear: "",
    ...overrides,
  };
}

/**
 * An `activities.csv` with these rows, numbered 1, 2, 3… if they give no id; `without` leaves out columns by
 * position.
 */
export function makeExport(
  rows: readonly Partial<ExportRow>[],
  options: {
    without?: readonly (keyof ExportRow)[];
    newline?: string;
    separator?: string;
  } = {},
): string {
  const columns = COLUMNS.filter(([, cell]) => cell === null || !options.without?.includes(cell));
  const lines = [
    columns.map(([header]) => header),
    ...rows.map((overrides, index) => {
      const row = makeExportRow({ id: String(index + 1), ...overrides });
      return columns.map(([, cell]) => (cell === null ? "" : row[cell]));
    }),
  ];
  const { newline = "\n", separator = "," } = options;
  return lines.map((cells) => cells.map(quoted).join(separator) + newline).join("");
}

function quoted(cell: string): string {
  return /[",;\t\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}
