//! Resolves names from standard input, a JSON object a line: `{"surface", "role", "date", "country"}`, the last two may be null. Prints what each
//! was resolved to as JSON, or null. `eval/actors.py` measures with it; a further argument is a file of actors of your own.

use serde::Deserialize;
use std::io::{BufRead, Write};
use truceline_ground::actors::{Actors, Context, Role};

#[derive(Deserialize)]
struct Question {
    surface: String,
    role: Role,
    date: Option<String>,
    country: Option<String>,
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut actors = Actors::bundled()?;
    for path in std::env::args().skip(1) {
        actors = actors.with_file(&std::fs::read_to_string(path)?)?;
    }
    let mut out = std::io::stdout().lock();
    for line in std::io::stdin().lock().lines() {
        let q: Question = serde_json::from_str(&line?)?;
        let date = q.date.map(|d| d.parse()).transpose()?;
        let context = Context { date, country: q.country.as_deref(), role: q.role };
        let answer = actors.resolve(&q.surface, &context);
        let answer = answer.map(|a| {
            serde_json::json!({"id": a.id, "name": a.name, "class": a.class, "country": a.country, "rule": format!("{:?}", a.rule), "alias": a.alias})
        });
        writeln!(out, "{}", serde_json::to_string(&answer)?)?;
    }
    Ok(())
}
