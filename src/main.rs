use fortnight::{error::Exit, run, ui::Env};
use std::process::ExitCode;

fn main() -> ExitCode {
    let exit = match Env::real() {
        Ok(mut env) => run(std::env::args(), &mut env),
        Err(error) => {
            eprintln!("error: {error}");
            Exit::Failed
        }
    };
    ExitCode::from(exit as u8)
}
