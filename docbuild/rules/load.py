"""El curso leído y comprobado, sin ejecutar nada: `python -m docbuild check`."""

from __future__ import annotations

from docbuild.course.course import Course
from docbuild.course.laboratories import is_laboratory
from docbuild.course.navigation import navigation
from docbuild.course.pages import load_pages
from docbuild.course.programs import load_programs
from docbuild.course.project import Project
from docbuild.course.quizzes import load_quizzes
from docbuild.course.terms import load_glossary
from docbuild.rules.laboratories import check_laboratory, check_text
from docbuild.rules.nav import check_nav, check_orphans
from docbuild.rules.pages import check_page, check_quiz
from docbuild.rules.programs import check_repeats
from docbuild.rules.quizzes import check_quizzes
from docbuild.rules.sources import check_sources
from docbuild.rules.terms import check_terms
from docbuild.rules.writing import check_rules


def load_course(project: Project) -> Course:
    """Lee el curso entero y reúne todos los problemas que se ven sin ejecutarlo."""
    found, problems = load_programs(project)
    programs = [program for program in found if not is_laboratory(program.path)]
    nav, found_in_nav = navigation(project)
    course = Course(project, programs, load_pages(project), nav, problems)
    course.laboratories = [program for program in found if is_laboratory(program.path)]
    course.unfit = frozenset(problem.path for problem in problems)
    course.quizzes, found = load_quizzes(project)
    course.terms, found_in_terms = load_glossary(project)
    course.problems += found + found_in_terms
    if found_in_nav:
        course.problems += found_in_nav  # lo demás sería consecuencia
        return course
    read = [*course.problems, *(problem for page in course.pages for problem in page.problems)]
    if unreadable := [problem for problem in read if problem.unreadable]:
        course.problems = unreadable  # lo demás sería consecuencia
        return course
    for page in course.pages:
        course.problems += page.problems
        course.problems += check_page(course, page)
    for quiz in course.quizzes:
        course.problems += check_quiz(course, quiz)
    course.problems += check_quizzes(course) + check_terms(course)
    course.problems += check_nav(course)
    for program in programs:
        course.problems += [*check_text(program), *check_repeats(program)]
    for program in course.laboratories:
        course.problems += check_laboratory(program)
    course.problems += check_orphans(course) + check_sources(course) + check_rules(course)
    return course
