import type { NudgePreferences, Reminders } from "../../ports/runner.ts";

/** What applies until a runner says otherwise: quiet from 21:00 to 07:00, every topic on, no pause. */
export const NUDGE_DEFAULTS: NudgePreferences = {
  quietFromMinute: 21 * 60,
  quietToMinute: 7 * 60,
  topicsOff: [],
  pause: null,
};

/** Off until a runner chooses days: nobody is reminded of something they didn't ask for. */
export const REMINDER_DEFAULTS: Reminders = { weekdays: [], hour: 18, email: false };
