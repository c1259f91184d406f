use super::*;

fn opened(file: &PrivateFile, password: &str, seconds: i64) -> Result<OpenedSession, LoginRefused> {
    file.log_in("lan", password, None, at(seconds))
        .expect("the database answers")
}

#[test]
fn the_right_password_opens_a_session_that_is_recognised_until_it_ends() {
    let file = with_lan();
    let first = opened(&file, PASSWORD, 0).expect("logged in");
    assert_eq!((first.token.len(), first.session.csrf_token.len()), (64, 64));
    assert_eq!(first.session.actor.role, Role::Planner);
    assert!(first.session.is_own(&first.session.csrf_token) && !first.session.is_own(&first.token));
    let asked = |seconds: i64| file.session(&first.token, at(seconds)).expect("asked");
    assert!(asked(3599).is_some(), "an hour counts from the last request");
    assert!(asked(3599 + 3599).is_some());
    assert!(asked(3599 + 3599 + 3600).is_none(), "idle for an hour");
    assert!(
        asked(3600).is_none(),
        "an ended session stays ended, whatever the clock says"
    );
}

#[test]
fn no_session_outlives_a_working_day() {
    let file = with_lan();
    let token = opened(&file, PASSWORD, 0).expect("logged in").token;
    let hours = 12 * 3600;
    for seconds in (1800..hours).step_by(1800) {
        let session = file.session(&token, at(seconds)).expect("asked").expect("busy all day");
        assert!(session.ends_at <= at(hours));
    }
    assert!(file.session(&token, at(hours)).expect("asked").is_none());
}

#[test]
fn logging_in_again_changes_the_token_and_ends_the_session_before() {
    let file = with_lan();
    let first = opened(&file, PASSWORD, 0).expect("logged in");
    let second = file.log_in("LAN ", PASSWORD, Some(&first.token), at(5)).expect("asked");
    let second = second.expect("logged in: capitals and blanks around the name do not matter");
    assert_ne!(first.token, second.token);
    assert_ne!(first.session.csrf_token, second.session.csrf_token);
    assert!(file.session(&first.token, at(6)).expect("asked").is_none());
    assert!(file.session(&second.token, at(6)).expect("asked").is_some());
}

#[test]
fn another_role_password_or_a_disabled_account_ends_every_session() {
    type Change = fn(&PrivateFile) -> Result<(), AuthError>;
    let changes: [Change; 3] = [
        |file| file.set_role("lan", Role::Operator, Some("BIDV"), by(10)),
        |file| file.set_password("lan", "một mật khẩu khác hẳn", by(10)),
        |file| file.disable("lan", by(10)),
    ];
    for change in changes {
        let file = with_lan();
        let tokens: Vec<String> = (0..2).map(|n| opened(&file, PASSWORD, n).expect("in").token).collect();
        change(&file).expect("changed");
        for token in tokens {
            assert!(file.session(&token, at(11)).expect("asked").is_none());
        }
    }
    let file = with_lan();
    file.set_role("lan", Role::Operator, Some("BIDV"), by(10))
        .expect("changed");
    let actor = opened(&file, PASSWORD, 11).expect("logged in").session.actor;
    assert_eq!((actor.role, actor.scope.as_deref()), (Role::Operator, Some("BIDV")));
    assert!(actor.covers("BIDV") && !actor.covers("VNPOST"));
    file.disable("lan", by(12)).expect("changed");
    assert_eq!(opened(&file, PASSWORD, 13).expect_err("disabled"), LoginRefused::Wrong);
    file.enable("lan", by(14)).expect("changed");
    assert!(opened(&file, PASSWORD, 15).is_ok());
}

#[test]
fn wrong_passwords_cost_a_growing_wait_in_which_even_the_right_one_is_not_looked_at() {
    let file = with_lan();
    for second in 0..5 {
        assert_eq!(
            opened(&file, "sai mật khẩu rồi", second).expect_err("wrong"),
            LoginRefused::Wrong
        );
    }
    let waits = |second: i64| match opened(&file, PASSWORD, second).expect_err("waiting") {
        LoginRefused::Wait { seconds } => seconds,
        LoginRefused::Wrong => 0,
    };
    assert_eq!((waits(5), waits(33)), (29, 1));
    assert_eq!(
        opened(&file, "sai lần thứ sáu rồi", 34).expect_err("wrong"),
        LoginRefused::Wrong
    );
    assert_eq!(waits(35), 59, "twice as long");
    let locked = file.accounts(at(35)).expect("listed")[0].locked_until;
    assert_eq!(locked, Some(at(94)));
    file.unlock("lan", by(36)).expect("unlocked");
    assert!(opened(&file, PASSWORD, 37).is_ok());
    assert_eq!(file.accounts(at(38)).expect("listed")[0].locked_until, None);
}

#[test]
fn a_name_without_an_account_is_treated_like_one_with() {
    let file = with_lan();
    let tried = |login: &str, second| file.log_in(login, "sai mật khẩu rồi", None, at(second)).expect("asked");
    for second in 0..8 {
        let (known, unknown) = (tried("lan", second), tried("ma", second));
        assert_eq!(known.expect_err("wrong"), unknown.expect_err("nobody"), "try {second}");
    }
}

#[test]
fn wrong_passwords_of_yesterday_are_forgotten() {
    let file = with_lan();
    for second in 0..4 {
        assert!(opened(&file, "sai mật khẩu rồi", second).is_err());
    }
    let day = 24 * 3600;
    assert!(opened(&file, "sai mật khẩu rồi", day + 10).is_err());
    assert!(
        opened(&file, PASSWORD, day + 11).is_ok(),
        "one wrong password, not five"
    );
}

#[test]
fn tries_at_the_same_time_are_all_counted() {
    let file = with_lan();
    let looked_at: usize = std::thread::scope(|scope| {
        let tries: Vec<_> = (0..12)
            .map(|_| scope.spawn(|| opened(&file, "sai mật khẩu rồi", 0).expect_err("wrong")))
            .collect();
        let answers = tries.into_iter().map(|one| one.join().expect("no panic"));
        answers.filter(|refused| *refused == LoginRefused::Wrong).count()
    });
    assert_eq!(looked_at, 5, "the rest waits");
}

#[test]
fn accounts_that_make_no_sense_are_refused() {
    let file = with_lan();
    let refused = |new: NewAccount, password: &str| {
        file.add_account(&new, password, by(0))
            .expect_err("refused")
            .to_string()
    };
    let planner = |login: &str| account(login, Role::Planner, None);
    assert!(refused(planner("lan"), PASSWORD).contains("exists already"));
    for login in ["", "x", "Lan", "1lan", "lan@hanoi", "nguyễn", &"a".repeat(65)] {
        assert!(refused(planner(login), PASSWORD).contains("login name"), "{login}");
    }
    assert!(refused(account("bidv", Role::Operator, Some(" ")), PASSWORD).contains("--scope"));
    assert!(refused(planner("hoa"), "ngắn").contains("4 characters"));
    assert!(
        file.set_role("nobody", Role::Admin, None, by(0))
            .expect_err("unknown")
            .to_string()
            .contains("'nobody'")
    );
    assert_eq!(file.accounts(at(0)).expect("listed").len(), 1);
    assert_eq!(
        file.head().expect("a head").number,
        1,
        "nothing that was refused is written as done"
    );
}
