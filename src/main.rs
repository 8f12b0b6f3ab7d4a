use fortnight::{error::Exit, run, ui::Env};
use std::process::ExitCode;

fn main() -> ExitCode {
    let exit = std::panic::catch_unwind(|| match Env::real() {
        Ok((args, mut env)) => run(&args, &mut env),
        Err(error) => {
            eprintln!("error: {error}");
            error.exit
        }
    });
    ExitCode::from(exit.unwrap_or(Exit::Bug) as u8)
}
