//! The lines of the plain text, each made from worlds alone.

use super::knobs;
use crate::event::{Event, Micros, Seq, Stamped, thousands};
use crate::lesson::Question;
use crate::view::session::{Answer, Session, Verdict};
use crate::view::words;
use crate::world::{Weight, World, deadlock, notices};
use colored::{Color, Colorize};
use std::io::{self, Write};

/// The widest line of prose.
const WIDTH: usize = 84;

/// Remembers what has been told, so that nothing is told twice.
pub(super) struct Teller {
    /// How long a deadlock stands before it is told once more.
    patience: Micros,
    /// Since when the deadlock stands that was told, and whether it was told once more.
    deadlock: Option<(Micros, bool)>,
    beats: Vec<usize>,
    notices: Vec<String>,
    pipes: Vec<String>,
    milestones: usize,
    verdicts: usize,
}

impl Teller {
    pub(super) fn new(patience: Micros) -> Self {
        Teller {
            patience,
            deadlock: None,
            beats: Vec::new(),
            notices: Vec::new(),
            pipes: Vec::new(),
            milestones: 0,
            verdicts: 0,
        }
    }

    pub(super) fn opening(&mut self, session: &Session, out: &mut dyn Write) -> io::Result<()> {
        let (lesson, scene) = (session.lesson, session.scene);
        let place = lesson.place(scene) + 1;
        let title = format!("Lesson {}, scene {place} of {}: {}", lesson.number, lesson.scenes.len(), scene.title);
        writeln!(out, "{}", title.bold())?;
        prose(out, "", scene.idea)?;
        for line in knobs(scene, session) {
            writeln!(out, "  knob {line}")?;
        }
        for reason in &session.trace.header.absent {
            writeln!(out, "  absent on this platform: {reason}")?;
        }
        if let Some(line) = session.changed_since() {
            writeln!(out, "  the program of today differs from line {line} on from the one that ran")?;
        }
        writeln!(
            out,
            "  program: {} in {}, on {}",
            scene.stage.program, session.trace.header.stage.path, session.trace.header.kernel
        )
    }

    /// The cursor has moved from `before`: tells the step, what the kernel said after it, and what is new.
    pub(super) fn moved(&mut self, session: &Session, before: Seq, out: &mut dyn Write) -> io::Result<()> {
        let world = session.world();
        for stamped in session.trace.between(before, world.seq) {
            self.event(stamped, out)?;
        }
        self.pipes(world, out)?;
        self.milestones(session, out)?;
        self.deadlock(world, out)?;
        self.notices(world, out)?;
        self.verdicts(session, out)?;
        self.story(session, out)
    }

    fn event(&mut self, stamped: &Stamped, out: &mut dyn Write) -> io::Result<()> {
        let origin = format!(
            "{}  {:<7} {:<9}",
            words::time(stamped.at),
            stamped.thread,
            stamped.source.as_ref().map_or("", |s| s.as_str())
        );
        let line = stamped.line.map_or_else(String::new, |line| format!("  line {line}"));
        let text = match &stamped.event {
            Event::TurnBegan => format!("turn {}", stamped.turn),
            Event::Pinned { option, asked, granted, inherited } => {
                let from = if *inherited { " (from the listener)" } else { "" };
                format!("{}: asked {asked}, granted {granted}{from}", option.name())
            }
            Event::Bound { port } => format!("port {port}"),
            Event::Accepted { peer, port, peer_port, .. } => {
                format!("port {port}, the other end of {peer}, port {peer_port}")
            }
            Event::ThreadStarted { .. } => "thread started".into(),
            Event::ThreadEnded => "thread ended".into(),
            Event::Released { held } if held.0 > 0 => format!("held {} at a rest point", words::span(*held)),
            _ => match words::event(stamped) {
                Some(text) => text,
                None => return Ok(()),
            },
        };
        writeln!(out, "{} {}{}", origin.dimmed(), text.color(colour(stamped)), line.dimmed())
    }

    /// The kernel's gauges of each connection, where they changed.
    fn pipes(&mut self, world: &World, out: &mut dyn Write) -> io::Result<()> {
        let mut pipes = Vec::new();
        for (client, server) in world.connections() {
            pipes.push(words::pipeline(client, server));
            pipes.push(words::pipeline(server, client));
        }
        self.pipes.resize(pipes.len().max(self.pipes.len()), String::new());
        for (pipe, last) in pipes.iter().zip(&mut self.pipes) {
            if pipe != last {
                let first = last.is_empty();
                last.clone_from(pipe);
                if !(first && pipe.contains(" 0 unsent, 0 in flight > 0 unread")) {
                    writeln!(out, "          {} {}", "kernel".dimmed(), pipe.cyan())?;
                }
            }
        }
        Ok(())
    }

    fn milestones(&mut self, session: &Session, out: &mut dyn Write) -> io::Result<()> {
        let here = session.cursor.seq();
        let seen = |seq: &Option<Seq>| seq.is_some_and(|seq| seq <= here);
        let count = session.milestones.iter().filter(|seq| seen(seq)).count();
        if count > self.milestones {
            let new = session.scene.milestones.iter().zip(&session.milestones).filter(|(_, seq)| seen(seq));
            for (milestone, _) in new.skip(self.milestones) {
                writeln!(out, "  {} {}", "seen:".green().bold(), milestone.text)?;
            }
            self.milestones = count;
        }
        Ok(())
    }

    fn notices(&mut self, world: &World, out: &mut dyn Write) -> io::Result<()> {
        let now = notices(world);
        for notice in &now {
            if !self.notices.contains(&notice.text) {
                let mark = match notice.weight {
                    Weight::Stuck => "notice:".red().bold(),
                    Weight::Warning => "notice:".yellow().bold(),
                    Weight::Hint => "notice:".normal(),
                };
                writeln!(out, "  {mark} {}", notice.text)?;
            }
        }
        self.notices = now.into_iter().map(|notice| notice.text).collect();
        Ok(())
    }

    fn verdicts(&mut self, session: &Session, out: &mut dyn Write) -> io::Result<()> {
        let here = session.cursor.seq();
        while let Some(mark) =
            session.marks.get(self.verdicts).filter(|mark| mark.seq <= here && mark.answer != Answer::Open)
        {
            let (word, choice) = match mark.verdict(here) {
                Verdict::Pending if session.is_over() && here == session.trace.last() => {
                    ("not decided by this run".yellow(), None)
                }
                Verdict::Pending => return Ok(()),
                Verdict::Right(choice) => ("your prediction came true".green().bold(), Some(choice)),
                Verdict::Wrong(choice) => ("something else came true".yellow().bold(), Some(choice)),
                Verdict::Told(choice) => ("this came true".normal(), Some(choice)),
            };
            self.verdicts += 1;
            match choice.and_then(|choice| Some((choice, mark.question.choices.get(choice)?))) {
                Some((place, choice)) => {
                    writeln!(out, "  {word}: {} {}", Question::letter(place), choice.text)?;
                    prose(out, "    ", choice.because)?;
                }
                None => writeln!(out, "  {word}: {}", mark.question.prompt)?,
            }
        }
        Ok(())
    }

    /// Each beat of the story is told once, when it comes up first.
    fn story(&mut self, session: &Session, out: &mut dyn Write) -> io::Result<()> {
        let Some(beat) = session.scene.beat(session.world()).filter(|beat| !self.beats.contains(beat)) else {
            return Ok(());
        };
        self.beats.push(beat);
        writeln!(out)?;
        prose(out, "  ", &(session.scene.story[beat].text)(session.world()))?;
        writeln!(out)
    }

    pub(super) fn question(&self, question: &Question, out: &mut dyn Write) -> io::Result<()> {
        writeln!(out)?;
        prose(out, "? ", question.prompt)?;
        for (place, choice) in question.choices.iter().enumerate() {
            writeln!(out, "    {} {}", Question::letter(place).to_string().bold(), choice.text)?;
        }
        Ok(())
    }

    pub(super) fn answered(&self, question: &Question, answer: Answer, out: &mut dyn Write) -> io::Result<()> {
        match answer {
            Answer::Given(place) => {
                let text = question.choices.get(place).map_or("", |choice| choice.text);
                writeln!(out, "  predicted: {} {text}\n", Question::letter(place))
            }
            Answer::Skipped | Answer::Open => writeln!(out, "  predicted: nothing\n"),
        }
    }

    /// The X-ray, when a deadlock comes to stand, and a line when patience is at its end.
    fn deadlock(&mut self, world: &World, out: &mut dyn Write) -> io::Result<()> {
        let Some(x) = deadlock(world) else {
            self.deadlock = None;
            return Ok(());
        };
        let since = Micros(world.at.0.saturating_sub(x.stands_for().0));
        match self.deadlock {
            // The same one, within what a sample can be off.
            Some((told, patient)) if since.since(told) < self.patience => {
                if !patient && x.stands_for() >= self.patience {
                    self.deadlock = Some((told, true));
                    writeln!(out, "  {} for {} now", "still deadlocked".red().bold(), words::span(x.stands_for()))?;
                    self.threads(world, out)?;
                    writeln!(out)?;
                }
                Ok(())
            }
            _ => {
                self.deadlock = Some((since, false));
                writeln!(out, "\n  {}", "deadlock".red().bold())?;
                for line in words::xray(world, &x) {
                    prose(out, "    ", &line)?;
                }
                self.sums(world, out)?;
                self.threads(world, out)?;
                writeln!(out)
            }
        }
    }

    /// What went through each connection so far.
    fn sums(&self, world: &World, out: &mut dyn Write) -> io::Result<()> {
        for (client, server) in world.connections() {
            for (from, to) in [(client, server), (server, client)] {
                let (sums, state) = (words::sums(world, from, to), words::source_state(from));
                writeln!(out, "    {} > {}: {sums}; {} is {state}", from.name, to.name, from.name)?;
            }
        }
        Ok(())
    }

    /// The kernel's word on each thread.
    fn threads(&self, world: &World, out: &mut dyn Write) -> io::Result<()> {
        for thread in &world.threads {
            if let (Some(word), Some((_, sample))) = (words::kernels_word(thread), &thread.sample) {
                let (calls, cpu) = (thread.syscalls, words::span(sample.cpu));
                writeln!(
                    out,
                    "    thread {}: {word}, says the kernel; {cpu} of CPU and {calls} calls so far",
                    thread.name
                )?;
            }
        }
        Ok(())
    }

    pub(super) fn abandoned(&self, out: &mut dyn Write) -> io::Result<()> {
        writeln!(
            out,
            "  The script is at its end and the stage still stands: the run is left, its connection shut under it."
        )
    }

    pub(super) fn closing(&mut self, session: &Session, out: &mut dyn Write) -> io::Result<()> {
        self.verdicts(session, out)?;
        let world = session.world();
        self.sums(world, out)?;
        let highest = session.levels.highest(Seq(0), session.trace.last());
        writeln!(out, "    bytes queued in the kernel, at most {}", thousands(highest))?;
        for thread in &world.threads {
            writeln!(out, "    {}: {} calls", thread.name, thread.syscalls)?;
        }
        writeln!(out, "    {}; {} of lab time", words::meters(&session.trace, world), words::span(world.at))?;
        for (milestone, seen) in session.scene.milestones.iter().zip(&session.milestones) {
            if seen.is_none() {
                writeln!(out, "  {} {}", "not seen:".red().bold(), milestone.text)?;
            }
        }
        writeln!(out)
    }
}

fn colour(stamped: &Stamped) -> Color {
    match &stamped.event {
        Event::Returned { outcome, asked, call } => match outcome.ok() {
            None => Color::Red,
            Some(got) if *call == crate::event::Call::Send && asked.is_some_and(|asked| got < asked) => Color::Yellow,
            Some(_) => Color::White,
        },
        Event::Acted { .. } | Event::KnobTurned { .. } => Color::Magenta,
        Event::Ended { .. } | Event::Said { .. } => Color::Green,
        _ => Color::White,
    }
}

/// Prose, wrapped.
fn prose(out: &mut dyn Write, indent: &str, text: &str) -> io::Result<()> {
    let mut line = String::from(indent);
    let blank = " ".repeat(indent.len());
    for word in text.split_whitespace() {
        if line.len() + word.len() >= WIDTH && line.trim() != indent.trim() {
            writeln!(out, "{line}")?;
            line.clone_from(&blank);
        }
        if !line.ends_with(' ') && !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    writeln!(out, "{line}")
}
