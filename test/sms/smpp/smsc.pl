#!/usr/bin/perl
# An SMSC for tests, on Net::SMPP and Perl's own alphabets: nothing of it is the house's.
# Commands come as lines of JSON on stdin, what happens goes out as lines of JSON on stdout.
use strict;
use warnings;
use Encode qw(decode encode);
use IO::Select;
use JSON::PP;
use Net::SMPP;

$| = 1;
$SIG{PIPE} = 'IGNORE';
my $json = JSON::PP->new->utf8->canonical;
my $listener = Net::SMPP->new_listen('127.0.0.1', smpp_version => 0x34, port => 0, enquire_interval => 0)
    or die "cannot listen: $!";
my $select = IO::Select->new($listener, \*STDIN);
my ($client, $ids, $line) = (undef, 0, '');
my (@fates, %asked);
my $system_id = 'koppel';
my $password  = 'secret';

sub report { print $json->encode({@_}), "\n" }
report(event => 'listening', port => $listener->sockport);

# A septet to an octet, or UTF-16 in the order of the network.
sub text_of {
    my ($coding, $octets) = @_;
    return $coding == 8 ? decode('UTF-16BE', $octets) : decode('gsm0338', $octets);
}

sub drop {
    return unless $client;
    $select->remove($client);
    close $client;
    $client = undef;
    report(event => 'gone');
}

sub on_submit {
    my ($pdu) = @_;
    my $message = $pdu->{short_message};
    my ($reference, $total, $number) = (0, 1, 1);
    if ($pdu->{esm_class} & 0x40) {
        my $length = unpack 'C', $message;
        ($reference, $total, $number) = (unpack 'CCCCCC', $message)[3, 4, 5];
        $message = substr $message, 1 + $length;
    }
    my $fate = shift(@fates) // 'taken';
    my %status = (rejected => 0x0b, unavailable => 0x08, throttled => 0x58);
    my $id = sprintf 'SMSC%06d', ++$ids;
    if (!exists $status{$fate}) {
        report(
            event => 'submit', id => $id, text => text_of($pdu->{data_coding}, $message),
            from => $pdu->{source_addr}, fromTon => $pdu->{source_addr_ton}, fromNpi => $pdu->{source_addr_npi},
            to => $pdu->{destination_addr}, toTon => $pdu->{dest_addr_ton}, toNpi => $pdu->{dest_addr_npi},
            coding => $pdu->{data_coding}, octets => length $pdu->{short_message}, receipt => $pdu->{registered_delivery},
            validity => $pdu->{validity_period}, reference => $reference, total => $total, number => $number,
        );
    }
    return drop() if $fate eq 'unclear';
    return if $fate eq 'silent';
    $client->submit_sm_resp(seq => $pdu->{seq}, status => $status{$fate} // 0, message_id => $id);
}

sub on_pdu {
    my $pdu = $client->read_pdu() or return drop();
    my $cmd = $pdu->{cmd};
    if ($cmd == Net::SMPP::CMD_bind_transceiver) {
        my $right = $pdu->{system_id} eq $system_id && $pdu->{password} eq $password;
        $client->bind_transceiver_resp(seq => $pdu->{seq}, status => $right ? 0 : 0x0e, system_id => 'smsc');
        report(event => 'bind', right => $right ? JSON::PP::true : JSON::PP::false, systemType => $pdu->{system_type},
            version => $pdu->{interface_version});
    }
    elsif ($cmd == Net::SMPP::CMD_submit_sm) { on_submit($pdu) }
    elsif ($cmd == Net::SMPP::CMD_enquire_link) {
        $client->enquire_link_resp(seq => $pdu->{seq});
        report(event => 'enquire_link');
    }
    elsif ($cmd == Net::SMPP::CMD_deliver_sm_resp) {
        my $tag = delete $asked{$pdu->{seq}};
        report(event => 'answer', tag => $tag, status => $pdu->{status});
    }
    elsif ($cmd == Net::SMPP::CMD_unbind) {
        $client->unbind_resp(seq => $pdu->{seq});
        report(event => 'unbind');
    }
    else { report(event => 'pdu', cmd => $cmd, status => $pdu->{status}) }
}

sub deliver {
    my ($command) = @_;
    my %optional = %{$command->{optional} // {}};
    $_ = pack 'H*', $_ for values %optional;
    my $seq = $client->deliver_sm(
        async => 1,
        source_addr_ton => $command->{ton} // 1, source_addr_npi => 1, source_addr => $command->{from},
        dest_addr_ton => 1, dest_addr_npi => 1, destination_addr => $command->{to},
        esm_class => $command->{esm} // 0, data_coding => $command->{coding} // 0,
        short_message => pack('H*', $command->{octets} // ''), %optional,
    );
    $asked{$seq} = $command->{tag};
}

sub on_command {
    my ($command) = @_;
    my $do = $command->{do};
    if ($do eq 'fate') { push @fates, $command->{fate}; report(event => 'fated') }
    elsif ($do eq 'deliver') { deliver($command) }
    elsif ($do eq 'encode') {
        # In Perl's alphabets, cut where the octets are full: a character may stand across the seam.
        my $coding = $command->{text} =~ /^[\x{0}-\x{7f}\x{a0}-\x{ff}\x{20ac}]*\z/ && $command->{text} !~ /`/ ? 0 : 8;
        my $octets = $coding ? encode('UTF-16BE', $command->{text}) : encode('gsm0338', $command->{text});
        my $room = $coding ? 134 : 153;
        my @parts = length $octets <= ($coding ? 140 : 160) ? ($octets) : unpack "(a$room)*", $octets;
        report(event => 'encoded', coding => $coding, parts => [map { unpack 'H*', $_ } @parts]);
    }
    elsif ($do eq 'sync')   { report(event => 'synced') }
    elsif ($do eq 'raw')    { $client->syswrite(pack 'H*', $command->{octets}) }
    elsif ($do eq 'drop')   { drop() }
    elsif ($do eq 'unbind') { $client->unbind(async => 1) }
    elsif ($do eq 'enquire') { $client->enquire_link(async => 1) }
}

while (1) {
    for my $ready ($select->can_read) {
        if ($ready == $listener) {
            drop();
            $client = $listener->accept or next;
            $select->add($client);
        }
        elsif ($client && $ready == $client) { on_pdu() }
        # A connection that was dropped since can_read is neither.
        elsif ($ready == \*STDIN) {
            sysread(STDIN, $line, 65536, length $line) or exit 0;
            while ($line =~ s/^(.*)\n//) { on_command($json->decode($1)) }
        }
    }
}
